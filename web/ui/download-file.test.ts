import { expect, test } from 'vitest'
import { fileNameAt } from './download-file.ts'

test('a file name contains the time, by the clock of the study, and does not reveal the subject', () => {
	const at = Date.UTC(2026, 10, 25, 13, 40)
	expect(fileNameAt('notes', at)).toBe('notes-2026-11-25-1840')
	expect(fileNameAt('receipt', Date.UTC(2026, 0, 1, 22, 4))).toBe('receipt-2026-01-02-0304')
})
