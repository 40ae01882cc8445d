/** A pattern for LIKE that contains the text; `%`, `_` and `\` are themselves. To be used with `escape '\'`. */
export const toLikePattern = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`
