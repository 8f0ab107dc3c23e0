{{- /*
The chart's files are copies of what kustomize installs (make chart). Here they get what kustomize gives them: labels, and the
release's namespace. Takes root, file, labels, and optionally annotations.
*/ -}}
{{- define "pgwalstreams.objects" -}}
{{- $root := .root }}
{{- $metadata := dict "labels" .labels }}
{{- with .annotations }}{{ $_ := set $metadata "annotations" . }}{{ end }}
{{- range regexSplit "(?m)^---$" (.root.Files.Get .file) -1 }}
{{- $object := mergeOverwrite (fromYaml .) (dict "metadata" $metadata) }}
{{- if not (has $object.kind (list "CustomResourceDefinition" "ClusterRole" "ClusterRoleBinding")) }}
{{- $_ := set $object.metadata "namespace" $root.Release.Namespace }}
{{- end }}
{{- range $object.subjects }}
{{- $_ := set . "namespace" $root.Release.Namespace }}
{{- end }}
---
{{ toYaml $object }}
{{ end }}
{{- end }}

{{- define "pgwalstreams.image" -}}
{{ .image.repository }}:{{ .image.tag | default .root.Chart.AppVersion }}
{{- end }}
