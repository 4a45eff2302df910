export { type ComposeOptions, NotInTheRecord } from './context.js';
export { composeMeetingSummary } from './meeting-summary.js';
export { type ReportRequest, composeReport } from './periodic-report.js';
export { composeCorrigendum, correctionsIn } from './corrigendum.js';
