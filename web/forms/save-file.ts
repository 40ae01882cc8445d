import type { FormDefinition } from '#shared/forms/form-definition'
import type { Sheet } from '#shared/forms/sheets'

/** `household-3.xlsx`: an id may have letters that the name of a file cannot. */
export const formFileName = ({ id }: FormDefinition, version: number, ending: string): string =>
	`${id.replace(/[^\p{L}\p{N}_.-]+/gu, '_')}-${version}.${ending}`

/** Sheets as a workbook (.xlsx). Every cell is text: `1` and `TRUE` are codes here, not values. */
export async function workbookOf(sheets: readonly Sheet[]): Promise<Blob> {
	// only who takes a form out needs this
	const { default: write } = await import('write-excel-file/browser')
	return write(
		sheets
			.filter(({ rows }) => rows.length > 0)
			.map(({ name, header, rows }) => ({
				sheet: name,
				stickyRowsCount: 1,
				data: [
					header.map((value) => ({ type: String, value, fontWeight: 'bold' as const })),
					...rows.map(({ cells }) =>
						cells.map((value) => (value === '' ? null : { type: String, value, wrap: true })),
					),
				],
			})),
	).toBlob()
}
