{{/* The pod template of a component. Takes a list: the root, the component. */}}
{{- define "spoolway.pod" -}}
{{- $root := index . 0 -}}
{{- $component := index . 1 -}}
{{- $values := include "spoolway.values" . | fromJson -}}
metadata:
  labels:
    {{- include "spoolway.labels" . | nindent 4 }}
  annotations:
    {{- /* one sum over all: who may read pods cannot find a short secret by trying, without the others */}}
    # new secrets make new pods; what is in an existing Secret does not
    checksum/secret: {{ $root.Values.secret | toJson | sha256sum }}
    {{- if eq $component "auditor" }}
    checksum/webhooks: {{ list $values.webhooks $root.Values.secret | toJson | sha256sum }}
    {{- end }}
    {{- with $values.podAnnotations }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
spec:
  serviceAccountName: {{ include "spoolway.serviceAccountName" $root }}
  automountServiceAccountToken: false
  # variables such as SPOOLWAY_LINKER_PORT, which Kubernetes makes of Services, are refused as unknown settings
  enableServiceLinks: false
  securityContext:
    {{- toYaml $root.Values.podSecurityContext | nindent 4 }}
  {{- with $root.Values.image.pullSecrets }}
  imagePullSecrets:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  terminationGracePeriodSeconds: {{ $values.terminationGracePeriodSeconds }}
  {{- with $values.priorityClassName }}
  priorityClassName: {{ . }}
  {{- end }}
  {{- with $values.nodeSelector }}
  nodeSelector:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with $values.tolerations }}
  tolerations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with $values.affinity }}
  affinity:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with $root.Values.topologySpread }}
  {{- if .keys }}
  topologySpreadConstraints:
    {{- range .keys }}
    - topologyKey: {{ . }}
      maxSkew: 1
      whenUnsatisfiable: {{ $root.Values.topologySpread.whenUnsatisfiable }}
      labelSelector:
        matchLabels:
          {{- include "spoolway.selector" (list $root $component) | nindent 10 }}
    {{- end }}
  {{- end }}
  {{- end }}
  containers:
    - name: {{ $component }}
      image: {{ include "spoolway.image" (list $root $component) }}
      imagePullPolicy: {{ $root.Values.image.pullPolicy }}
      securityContext:
        {{- toYaml $root.Values.securityContext | nindent 8 }}
      ports:
        - {name: http, containerPort: {{ include "spoolway.port" $component }}}
      env:
        {{- include "spoolway.env" (list $root $component $values) | trim | nindent 8 }}
      startupProbe:
        httpGet: {path: /health/live, port: http}
        {{- toYaml $root.Values.probes.startup | nindent 8 }}
      livenessProbe:
        httpGet: {path: /health/live, port: http}
        {{- toYaml $root.Values.probes.liveness | nindent 8 }}
      readinessProbe:
        httpGet: {path: /health/ready, port: http}
        {{- toYaml $root.Values.probes.readiness | nindent 8 }}
      {{- if gt (int $values.preStopSeconds) 0 }}
      lifecycle:
        preStop: {sleep: {seconds: {{ $values.preStopSeconds }}}}
      {{- end }}
      resources:
        {{- toYaml $values.resources | nindent 8 }}
      volumeMounts:
        - {name: tmp, mountPath: /tmp}
        {{- if eq $component "auditor" }}
        - {name: state, mountPath: /var/lib/spoolway}
        {{- if include "spoolway.webhooksSecretName" $root }}
        - {name: webhooks, mountPath: /etc/spoolway, readOnly: true}
        {{- end }}
        {{- end }}
        {{- with $root.Values.extraVolumeMounts }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
  volumes:
    - name: tmp
      emptyDir:
        sizeLimit: {{ $root.Values.tmp.sizeLimit }}
        {{- with $root.Values.tmp.medium }}
        medium: {{ . }}
        {{- end }}
    {{- if eq $component "auditor" }}
    {{- if not $values.persistence.enabled }}
    - name: state
      emptyDir: {sizeLimit: {{ $values.persistence.size }}}
    {{- end }}
    {{- with include "spoolway.webhooksSecretName" $root }}
    - name: webhooks
      secret: {secretName: {{ . }}}
    {{- end }}
    {{- end }}
    {{- with $root.Values.extraVolumes }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
{{- end -}}

{{/* The image of a component. Takes a list: the root, the component. */}}
{{- define "spoolway.image" -}}
{{- $image := (index . 0).Values.image -}}
{{- $name := printf "%s/%s:%s" $image.repository (index . 1) (default (index . 0).Chart.AppVersion $image.tag) -}}
{{- ternary (printf "%s/%s" $image.registry $name) $name (ne $image.registry "") -}}
{{- end -}}
