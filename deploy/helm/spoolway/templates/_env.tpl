{{/*
The variables of a component. Takes a list: the root, the component, its values.

Each service gets what it needs and no more: the auditor has no keys of the store, and only ingest-api signs upload URLs.
Settings are one dictionary, so that none is there twice.
*/}}
{{- define "spoolway.env" -}}
{{- $root := index . 0 -}}
{{- $component := index . 1 -}}
{{- $values := index . 2 -}}
{{- $keys := $root.Values.secret.keys -}}
{{- $settings := dict "SPOOLWAY_KAFKA_BOOTSTRAP_SERVERS" $root.Values.kafka.bootstrapServers -}}
{{- $secrets := dict -}}
{{- range $property, $value := $root.Values.kafka.client -}}
{{- $_ := set $settings (printf "SPOOLWAY_KAFKA_CLIENT_%s" ($property | upper | replace "." "_")) $value -}}
{{- end -}}
{{- if hasKey $root.Values.kafka.client "sasl.mechanism" -}}
{{- $_ := set $secrets "SPOOLWAY_KAFKA_CLIENT_SASL_JAAS_CONFIG" $keys.kafkaJaasConfig -}}
{{- end -}}
{{- if ne $component "auditor" -}}
{{- $_ := set $settings "SPOOLWAY_S3_ENDPOINT" $root.Values.s3.endpoint -}}
{{- $_ := set $settings "SPOOLWAY_S3_REGION" $root.Values.s3.region -}}
{{- $_ := set $settings "SPOOLWAY_S3_BUCKET" $root.Values.s3.bucket -}}
{{- $_ := set $secrets "SPOOLWAY_S3_ACCESS_KEY" $keys.s3AccessKey -}}
{{- $_ := set $secrets "SPOOLWAY_S3_SECRET_KEY" $keys.s3SecretKey -}}
{{- end -}}
{{- if eq $component "ingest-api" -}}
{{- $_ := set $secrets "SPOOLWAY_STATE_SECRET" $keys.stateSecret -}}
{{- with include "spoolway.auditorUrl" $root }}{{ $_ := set $settings "SPOOLWAY_AUDITOR_URL" . }}{{ end -}}
{{- end -}}
{{- if eq $component "auditor" -}}
{{- $_ := set $settings "SPOOLWAY_AUDITOR_STATE_DIR" "/var/lib/spoolway/auditor" -}}
{{- $_ := set $settings "SPOOLWAY_AUDITOR_ADVERTISED" (printf "$(POD_NAME).%s-auditor-peers:%s" (include "spoolway.fullname" $root) (include "spoolway.port" $component)) -}}
{{- if include "spoolway.webhooksSecretName" $root -}}
{{- $_ := set $settings "SPOOLWAY_WEBHOOKS" "/etc/spoolway/webhooks.json" -}}
{{- end -}}
{{- end -}}
{{- $settings = mustMergeOverwrite $settings $root.Values.settings $values.settings -}}
{{- $_ := set $settings "SPOOLWAY_HTTP_PORT" (include "spoolway.port" $component) -}}
{{- if eq $component "auditor" }}
# before those that refer to it
- name: POD_NAME
  valueFrom: {fieldRef: {fieldPath: metadata.name}}
{{- end }}
{{- range $name, $value := $settings }}
- name: {{ $name }}
  value: {{ (kindIs "float64" $value | ternary (printf "%.0f" $value) (toString $value)) | quote }}
{{- end }}
{{- range $name, $key := $secrets }}
- name: {{ $name }}
  valueFrom: {secretKeyRef: {name: {{ include "spoolway.secretName" $root }}, key: {{ $key }}}}
{{- end }}
{{- with concat $root.Values.extraEnv $values.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end -}}
