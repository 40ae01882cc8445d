import { cellText, readMarkdown, type Sheet, sheetOf } from '#shared/forms/sheets'
import { readCsv } from '#shared/kernel/csv'
import { Problem } from '#shared/kernel/problem'

export interface FormFile {
	/** Of the file, without its ending. */
	readonly name: string
	readonly sheets: readonly Sheet[]
}

const largestFile = 10_000_000
const csvSheets = /(survey|choices|settings)\.csv$/i

/**
 * A form's sheets out of what was chosen: a workbook (.xlsx), Markdown tables (.md), or one .csv for each sheet.
 *
 * @throws Problem `form-file-unknown`, `form-file-unreadable`, `form-file-too-large`
 */
export async function readFormFile(files: readonly File[]): Promise<FormFile> {
	const [first] = files
	if (!first) throw new Problem('form-file-unknown', { file: '' })
	for (const { name, size } of files)
		if (size > largestFile) throw new Problem('form-file-too-large', { file: name })
	const name = first.name.replace(/\.\w+$/, '')
	if (/\.md$/i.test(first.name)) return { name, sheets: readMarkdown(await first.text()) }
	if (/\.xlsx$/i.test(first.name)) return { name, sheets: await readWorkbook(first) }
	const unknown = files.find((file) => !csvSheets.test(file.name))
	if (unknown) throw new Problem('form-file-unknown', { file: unknown.name })
	return {
		name: name.replace(/[-_ ]*(survey|choices|settings)$/i, '') || 'form',
		sheets: await Promise.all(
			files.map(async (file) =>
				sheetOf(csvSheets.exec(file.name)?.[1] ?? '', readCsv(await file.text(), { keepsBlankLines: true })),
			),
		),
	}
}

async function readWorkbook(file: File): Promise<Sheet[]> {
	// only who publishes a form needs this
	const { default: read } = await import('read-excel-file/browser')
	const sheets = await read(file).catch((thrown: unknown) => {
		throw new Problem('form-file-unreadable', { file: file.name }, thrown)
	})
	return sheets.map(({ sheet, data }) =>
		sheetOf(
			sheet,
			data.map((row) => row.map(cellText)),
		),
	)
}
