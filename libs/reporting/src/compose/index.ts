export { type ComposeOptions, NotInTheRecord, UnknownCoverage } from './context.js';
export { composeMandateMatrix, mandateMatrixCsv } from './mandate-matrix.js';
export { composeMeetingSummary } from './meeting-summary.js';
export { type ReportRequest, composeReport } from './periodic-report.js';
export { composeCorrigendum, correctionsIn } from './corrigendum.js';
