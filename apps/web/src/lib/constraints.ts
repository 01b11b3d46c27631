type StringSchema = { minLength?: number; maxLength?: number; pattern?: string }

export type Constraints = StringSchema & { isRequired: boolean }

/** The rules of a contract's string as a browser's input keeps them, so that a form asks for what the server accepts. */
export function constraintsOf(schema: object, isRequired = true): Constraints {
  const { minLength, maxLength, pattern } = schema as StringSchema
  return {
    isRequired,
    ...(minLength !== undefined && { minLength }),
    ...(maxLength !== undefined && { maxLength }),
    ...(pattern !== undefined && { pattern }),
  }
}
