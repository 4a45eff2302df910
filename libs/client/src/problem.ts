import type { components } from './api.js';

/** Problem details (RFC 9457) as the API gives them. */
export type ProblemDetails = components['schemas']['Problem'];

/** The API answered that it does not do what was asked. A request that it refuses has written nothing. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  constructor(readonly problem: ProblemDetails) {
    super(problem.detail);
  }
}

/** Nothing that can be understood came back. Whether a request that writes was carried out is not known. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

/** The problem that a refusal tells; of an answer that tells none (a proxy's, say), its status. */
export async function problemIn(response: Response): Promise<ProblemDetails> {
  const { status, statusText, url } = response;
  const body = await response.text();
  const told = problemOf(body);
  if (told !== undefined) return { ...told, status };
  const detail = `${url} answered ${[String(status), statusText].join(' ').trim()}, and not as an Acta server does`;
  return { type: 'about:blank', title: statusText === '' ? 'failed' : statusText, status, detail };
}

function problemOf(body: string): ProblemDetails | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return isProblem(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isProblem(value: unknown): value is ProblemDetails {
  if (typeof value !== 'object' || value === null) return false;
  const { type, title, detail, errors = [] } = value as Record<string, unknown>;
  return [type, title, detail].every((each) => typeof each === 'string') && Array.isArray(errors);
}
