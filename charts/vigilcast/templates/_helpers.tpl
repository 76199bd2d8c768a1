{{- define "vigilcast.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{/* Room for "-metrics-reader" is left. */}}
{{- define "vigilcast.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 47 | trimSuffix "-" }}
{{- else if contains (include "vigilcast.name" .) .Release.Name }}
{{- .Release.Name | trunc 47 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name (include "vigilcast.name" .) | trunc 47 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{- define "vigilcast.namespace" -}}
{{- default .Release.Namespace .Values.namespaceOverride }}
{{- end }}

{{/* What a selector may use: it never changes for a release. */}}
{{- define "vigilcast.selectorLabels" -}}
app.kubernetes.io/name: {{ include "vigilcast.name" .root }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
{{- with .component }}
app.kubernetes.io/component: {{ . }}
{{- end }}
{{- end }}

{{- define "vigilcast.labels" -}}
{{ include "vigilcast.selectorLabels" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/part-of: vigilcast
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- with .root.Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "vigilcast.image" -}}
{{- $name := .Values.image.repository }}
{{- with .Values.image.registry }}{{ $name = printf "%s/%s" . $name }}{{ end }}
{{- if .Values.image.digest -}}
{{ $name }}@{{ .Values.image.digest }}
{{- else -}}
{{ $name }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}
{{- end }}

{{- define "vigilcast.agentAccount" -}}
{{- if .Values.agent.serviceAccount.create }}
{{- default (printf "%s-agent" (include "vigilcast.fullname" .)) .Values.agent.serviceAccount.name }}
{{- else }}
{{- default "default" .Values.agent.serviceAccount.name }}
{{- end }}
{{- end }}

{{- define "vigilcast.controllerAccount" -}}
{{- if .Values.controller.serviceAccount.create }}
{{- default (printf "%s-controller" (include "vigilcast.fullname" .)) .Values.controller.serviceAccount.name }}
{{- else }}
{{- default "default" .Values.controller.serviceAccount.name }}
{{- end }}
{{- end }}

{{/* The Secret with the exabgp.conf, if there is one. */}}
{{- define "vigilcast.exabgpSecret" -}}
{{- if .Values.exabgpConfSecret }}
{{- .Values.exabgpConfSecret }}
{{- else if .Values.exabgpConf }}
{{- include "vigilcast.fullname" . }}-exabgp
{{- end }}
{{- end }}

{{/* The Secret with the token for /metrics. */}}
{{- define "vigilcast.tokenSecret" -}}
{{- default (printf "%s-metrics-reader" (include "vigilcast.fullname" .)) .Values.metrics.tokenSecret.name }}
{{- end }}

{{- define "vigilcast.monitored" -}}
{{- if or .Values.metrics.podMonitor.enabled .Values.metrics.serviceMonitor.enabled }}true{{ end }}
{{- end }}

{{/* Mistakes that concern more than one value; values.schema.json finds the others. */}}
{{- define "vigilcast.check" -}}
{{- if and (eq .Values.metrics.auth "kubernetes") (not .Values.metrics.tls.enabled) }}
{{- fail "metrics.auth: kubernetes needs metrics.tls.enabled: tokens are not sent in the clear (or say metrics.auth: none)" }}
{{- end }}
{{- if and .Values.exabgpConf .Values.exabgpConfSecret }}
{{- fail "exabgpConf and exabgpConfSecret are both given: keep one of them" }}
{{- end }}
{{- if and (include "vigilcast.monitored" .) (not .Values.metrics.enabled) }}
{{- fail "metrics.podMonitor and metrics.serviceMonitor need metrics.enabled" }}
{{- end }}
{{- if and .Values.metrics.podMonitor.enabled .Values.metrics.serviceMonitor.enabled }}
{{- fail "metrics.podMonitor and metrics.serviceMonitor would read the same pods twice: enable one of them" }}
{{- end }}
{{- if eq (int .Values.metrics.port) (int .Values.agent.adminPort) }}
{{- fail "metrics.port and agent.adminPort are the same port" }}
{{- end }}
{{- end }}

{{/* --- vigilcast.yaml, as values --- */}}

{{- define "vigilcast.kubernetesConfig" -}}
{{- $kubernetes := dict "loadBalancerClass" .Values.loadBalancerClass }}
{{- if .Values.controller.defaultClass }}{{ $_ := set $kubernetes "defaultClass" true }}{{ end }}
{{- toYaml $kubernetes }}
{{- end }}

{{- define "vigilcast.metricsConfig" -}}
{{- $metrics := .Values.metrics }}
{{- $tls := "none" }}
{{- if $metrics.tls.enabled }}{{ $tls = "selfSigned" }}{{ end }}
{{- if and $metrics.tls.enabled $metrics.tls.secretName }}
{{- $tls = dict "certificate" "/etc/vigilcast-tls/tls.crt" "key" "/etc/vigilcast-tls/tls.key" }}
{{- end }}
{{- toYaml (dict "listen" (printf "node:%d" (int $metrics.port)) "auth" $metrics.auth "tls" $tls) }}
{{- end }}

{{- define "vigilcast.agentConfig" -}}
{{- $config := deepCopy .Values.config }}
{{- range $key, $value := $config.router }}{{ if not $value }}{{ $_ := unset $config.router $key }}{{ end }}{{ end }}
{{- range $key, $value := $config }}{{ if not $value }}{{ $_ := unset $config $key }}{{ end }}{{ end }}
{{- $_ := set $config "admin" (dict "listen" (printf "127.0.0.1:%d" (int .Values.agent.adminPort))) }}
{{- $_ := set $config "kubernetes" (include "vigilcast.kubernetesConfig" . | fromYaml) }}
{{- if .Values.metrics.enabled }}{{ $_ := set $config "metrics" (include "vigilcast.metricsConfig" . | fromYaml) }}{{ end }}
{{- if include "vigilcast.exabgpSecret" . }}{{ $_ := set $config "exabgp" (list "exabgp.conf") }}{{ end }}
{{- toYaml $config }}
{{- end }}

{{/* The controller speaks to no router: of the configuration it needs what concerns the cluster. */}}
{{- define "vigilcast.controllerConfig" -}}
{{- $config := dict "router" (dict "asn" .Values.config.router.asn) }}
{{- $_ := set $config "kubernetes" (include "vigilcast.kubernetesConfig" . | fromYaml) }}
{{- $_ := set $config "metrics" (include "vigilcast.metricsConfig" . | fromYaml) }}
{{- toYaml $config }}
{{- end }}

{{/* --- parts of pods --- */}}

{{- define "vigilcast.podSecurityContext" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
fsGroup: 65532
seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- define "vigilcast.containerSecurityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}

{{- define "vigilcast.podIdentity" -}}
- {name: NODE_NAME, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}
- {name: POD_NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
- {name: POD_NAMESPACE, valueFrom: {fieldRef: {fieldPath: metadata.namespace}}}
- {name: POD_IP, valueFrom: {fieldRef: {fieldPath: status.podIP}}}
{{- end }}

{{/* The metrics certificate, for both kinds of pods. */}}
{{- define "vigilcast.tlsVolume" -}}
{{- if and .Values.metrics.tls.enabled .Values.metrics.tls.secretName -}}
- name: metrics-tls
  secret: {secretName: {{ .Values.metrics.tls.secretName }}, defaultMode: 0440}
{{- end }}
{{- end }}

{{- define "vigilcast.tlsMount" -}}
{{- if and .Values.metrics.tls.enabled .Values.metrics.tls.secretName -}}
- {name: metrics-tls, mountPath: /etc/vigilcast-tls, readOnly: true}
{{- end }}
{{- end }}

{{/* Labels of pods: only what never changes, or every upgrade of the chart would restart them. */}}
{{- define "vigilcast.podLabels" -}}
{{ include "vigilcast.selectorLabels" . }}
{{- with merge (dict) .labels .root.Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/* How a monitor talks to the metrics listener. */}}
{{- define "vigilcast.scrape" -}}
path: /metrics
{{- if .Values.metrics.tls.enabled }}
scheme: https
tlsConfig:
{{- if and .Values.metrics.tls.secretName .Values.metrics.tls.serverName }}
  ca: {secret: {name: {{ .Values.metrics.tls.secretName }}, key: ca.crt}}
  serverName: {{ .Values.metrics.tls.serverName }}
{{- else }}
  insecureSkipVerify: true
{{- end }}
{{- else }}
scheme: http
{{- end }}
{{- if eq .Values.metrics.auth "kubernetes" }}
authorization:
  credentials: {name: {{ include "vigilcast.tokenSecret" . }}, key: {{ .Values.metrics.tokenSecret.key }}}
{{- end }}
{{- end }}
