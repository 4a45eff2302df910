import { NotInTheRecord, type ReportDocument, UnknownCoverage } from '@acta/reporting';
import { Invalid, NotFound, invalid } from '../faults.js';

/** Composes a document; what the composer refuses leaves as a fault of the question. @throws NotFound, Invalid */
export function composing(compose: () => ReportDocument): ReportDocument {
  try {
    return compose();
  } catch (error) {
    if (error instanceof NotInTheRecord) throw new NotFound(error.message);
    if (error instanceof UnknownCoverage) throw invalid('unknown-coverage', error.message, '/covers');
    throw error;
  }
}

/**
 * Why a document cannot be composed on a record, where that is what an error of `composing` says: the record does not hold
 * the document, or not what it covers, such as a session that was voided. Undefined for any other error.
 */
export function whyUncomposed(error: unknown): string | undefined {
  if (error instanceof NotFound) return error.message;
  return error instanceof Invalid ? error.faults.map(({ message }) => message).join('; ') : undefined;
}
