/*
 * What a record carries beside its answers: comments, with whom it lies, and what the desk has taken over. Their paths begin
 * with `@`, as no question's name does, so that they can stand in `set` like answers and are none.
 *
 *   `@note/{id}`, `@note/{question's path}/{id}`   a comment on the record, or on one question; only ever added
 *   `@record/owner`                                the person with whom the record lies; only the desk says so
 *   `@record/adopted/{revision}`                   the desk has taken over what this one says, whose past never came
 *   `@record/correction`                           a data manager corrects answers: the id of the correction, of all records alike
 *   `@record/takes-back`                           and takes the correction with this id back
 *   `@record/from-file`                            what is corrected came back in a file
 *   `@record/brought-in`                           it came in from another tool or an earlier round: the id of all that came in with it
 */
const notes = '@note/'
const aboutRecord = '@record/'

export const ownerPath = `${aboutRecord}owner`
export const correctionPath = `${aboutRecord}correction`
export const undoesPath = `${aboutRecord}takes-back`
export const fromFilePath = `${aboutRecord}from-file`
export const importPath = `${aboutRecord}brought-in`
const adopted = `${aboutRecord}adopted/`
export const adoptedPath = (revision: string): string => adopted + revision
/** The revision that a path says was taken over; null for any other path. */
export const parseAdoptedPath = (path: string): string | null =>
	path.startsWith(adopted) ? path.slice(adopted.length) : null

export const isNotePath = (path: string): boolean => path.startsWith(notes)
/** True for what is no answer. */
export const isMetadataPath = (path: string): boolean =>
	path.startsWith('@') && (isNotePath(path) || path.startsWith(aboutRecord))

/** `about`: the question's path, or '' for the whole record. The id comes last: what a path ends with is looked for elsewhere. */
export const notePath = (about: string, id: string): string =>
	`${notes}${about === '' ? '' : `${about}/`}${id}`
/** What a comment is about. */
export const getNoteSubject = (path: string): string =>
	path.slice(notes.length, Math.max(notes.length, path.lastIndexOf('/')))
