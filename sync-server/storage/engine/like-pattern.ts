/**
 * Returns a LIKE pattern that contains the text; `%`, `_` and `\` are escaped. To be used with `escape '\'`.
 */
export const toLikePattern = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`
