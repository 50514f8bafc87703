{{/* The name of the release's objects, 40 characters at most: the longest ending is added to it. */}}
{{- define "spoolway.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if contains $name .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* Labels that select pods and never change. Takes a list: the root and the component. */}}
{{- define "spoolway.selector" -}}
{{- $root := index . 0 -}}
app.kubernetes.io/name: {{ default $root.Chart.Name $root.Values.nameOverride | trunc 63 | trimSuffix "-" }}
app.kubernetes.io/instance: {{ $root.Release.Name }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end -}}

{{/* Labels of every object. Takes a list: the root and the component. */}}
{{- define "spoolway.labels" -}}
{{- $root := index . 0 -}}
{{ include "spoolway.selector" . }}
app.kubernetes.io/part-of: spoolway
app.kubernetes.io/version: {{ default $root.Chart.AppVersion $root.Values.image.tag | quote }}
app.kubernetes.io/managed-by: {{ $root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" $root.Chart.Name $root.Chart.Version | replace "+" "_" }}
{{- with $root.Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "spoolway.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "spoolway.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "spoolway.secretName" -}}
{{- default (include "spoolway.fullname" .) .Values.secret.existingSecret -}}
{{- end -}}

{{- define "spoolway.webhooksSecretName" -}}
{{- if .Values.auditor.existingWebhooksSecret -}}
{{- .Values.auditor.existingWebhooksSecret -}}
{{- else if .Values.auditor.webhooks -}}
{{- include "spoolway.fullname" . }}-webhooks
{{- end -}}
{{- end -}}

{{/* The auditor as clients reach it; empty when they cannot. */}}
{{- define "spoolway.auditorUrl" -}}
{{- $ingress := .Values.auditor.ingress -}}
{{- if .Values.auditor.publicUrl -}}
{{- .Values.auditor.publicUrl -}}
{{- else if $ingress.enabled -}}
{{- printf "%s://%s" (ternary "https" "http" (ne $ingress.tlsSecret "")) $ingress.host -}}
{{- end -}}
{{- end -}}

{{/* The port that a component listens on. */}}
{{- define "spoolway.port" -}}
{{- get (dict "ingest-api" 5000 "verifier" 8081 "linker" 8082 "auditor" 8080) . -}}
{{- end -}}

{{/* The values of a component. Takes a list: the root and the component. Returns JSON. */}}
{{- define "spoolway.values" -}}
{{- $root := index . 0 -}}
{{- $key := get (dict "ingest-api" "ingestApi" "verifier" "verifier" "linker" "linker" "auditor" "auditor") (index . 1) -}}
{{- index $root.Values $key | toJson -}}
{{- end -}}
