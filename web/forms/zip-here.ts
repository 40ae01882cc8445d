import { zipSync } from 'fflate'

/**
 * Takes the place of how `write-excel-file` packs a workbook: it asks the browser for a worker made of text, which our own rules forbid, and
 * then waits for good. Files of a form are packed in less time than a worker needs to start.
 */
export default async (files: Record<string, Uint8Array>): Promise<Uint8Array<ArrayBuffer>> => zipSync(files)
