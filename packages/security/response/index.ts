export {
  createResponseFilter,
  minimumSecretChars,
  type ResponseFilter,
  type ResponseFilterOptions,
  type ResponseLeak,
} from './response-filter.ts'
