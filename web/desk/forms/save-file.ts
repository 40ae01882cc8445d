import type { FormDefinition } from '#shared/forms/form-definition'
import type { Sheet } from '#shared/xlsform/sheets'

/** `household-3.xlsx`. Characters of the id that file names cannot contain become `_`. */
export const formFileName = ({ id }: FormDefinition, version: number, ending: string): string =>
	`${id.replace(/[^\p{L}\p{N}_.-]+/gu, '_')}-${version}.${ending}`

/** Writes sheets as a workbook (.xlsx). Every cell is text: `1` and `TRUE` are codes here, not values. */
export async function workbookOf(sheets: readonly Sheet[]): Promise<Blob> {
	// loaded lazily: needed for downloads only
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
