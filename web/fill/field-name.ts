/** react-hook-form reads dots and brackets in a name as a way into an object; a question's name may hold dots. */
export const fieldName = (path: string): string => path.replaceAll('.', '·')
