/*
 * Metadata of a record: comments, its owner, and what the desk adopted. These paths begin with `@`, as no
 * question's name does, so that they can be in `set` next to answers.
 *
 *   `@note/{id}`, `@note/{question's path}/{id}` a comment on the record or a question; only ever added
 *   `@record/owner`                              the person who owns the record; only the desk sets it
 *   `@record/adopted/{revision}`                 the desk adopted this revision, whose ancestors never arrived
 *   `@record/correction`                         id of a data manager's bulk edit, the same in all its records
 *   `@record/takes-back`                         undo of the bulk edit with this id
 *   `@record/from-file`                          the edit was imported from a file
 *   `@record/brought-in`                         id of the import from another tool or an earlier round
 */
const notes = '@note/'
const aboutRecord = '@record/'

export const ownerPath = `${aboutRecord}owner`
export const bulkEditPath = `${aboutRecord}correction`
export const undoesPath = `${aboutRecord}takes-back`
export const fromFilePath = `${aboutRecord}from-file`
export const importPath = `${aboutRecord}brought-in`
const adopted = `${aboutRecord}adopted/`
export const adoptedPath = (revision: string): string => adopted + revision
/** Returns the revision that a path declares as adopted; null for any other path. */
export const parseAdoptedPath = (path: string): string | null =>
	path.startsWith(adopted) ? path.slice(adopted.length) : null

export const isNotePath = (path: string): boolean => path.startsWith(notes)
/** True if the path is metadata, not an answer. */
export const isMetadataPath = (path: string): boolean =>
	path.startsWith('@') && (isNotePath(path) || path.startsWith(aboutRecord))

/**
 * `about`: the question's path, or '' for the whole record. The id comes last, because other code matches the
 * end of a path.
 */
export const notePath = (about: string, id: string): string =>
	`${notes}${about === '' ? '' : `${about}/`}${id}`
/** Returns the path of the question that a comment is about; '' for the whole record. */
export const getNoteSubject = (path: string): string =>
	path.slice(notes.length, Math.max(notes.length, path.lastIndexOf('/')))
