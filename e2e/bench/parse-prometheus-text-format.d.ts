declare module 'parse-prometheus-text-format' {
  const parsePrometheusTextFormat: (page: string) => unknown;
  // As the package has it.
  // eslint-disable-next-line import/no-default-export
  export default parsePrometheusTextFormat;
}
