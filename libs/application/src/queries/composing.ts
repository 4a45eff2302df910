import { NotInTheRecord, type ReportDocument } from '@acta/reporting';
import { NotFound, invalid } from '../faults.js';

/** Composes a document; what the composer refuses leaves as a fault of the question. @throws NotFound, Invalid */
export function composing(compose: () => ReportDocument): ReportDocument {
  try {
    return compose();
  } catch (error) {
    if (error instanceof NotInTheRecord) throw new NotFound(error.message);
    if (error instanceof RangeError) throw invalid('unknown-coverage', error.message, '/covers');
    throw error;
  }
}
