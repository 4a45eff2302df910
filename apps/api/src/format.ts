import type { Format } from '@acta/reporting';

const BY_TYPE: Readonly<Record<string, Format>> = {
  'text/html': 'html',
  'application/xhtml+xml': 'html',
  'text/markdown': 'md',
  'text/plain': 'md',
  'application/json': 'json',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
};

/** The format for an Accept header (RFC 9110, 12.5.1): the best weighted that there is; Markdown for "anything". */
export function formatFor(accept: string | undefined): Format {
  const ranges = (accept ?? '*/*').split(',').map((range, order) => {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim());
    const q = parameters.find((parameter) => parameter.startsWith('q='));
    return { type: type.toLowerCase(), weight: q === undefined ? 1 : Number(q.slice(2)) || 0, order };
  });
  ranges.sort((a, b) => b.weight - a.weight || a.order - b.order);
  for (const { type, weight } of ranges) {
    const format = BY_TYPE[type];
    if (format !== undefined && weight > 0) return format;
  }
  return 'md';
}
