import type { Choice, FormPart, Media } from '../forms/form-definition.ts'
import { nodesOf } from '../forms/form-nodes.ts'
import { type ChoiceLists, questionsIn } from './import-choices.ts'
import type { ImportProblem } from './import-problems.ts'

/** Cells in which a part or a choice names its picture, sound or video. */
interface MediaCells {
	readonly part: (template: string, column: string) => string
	readonly choice: (choice: Choice, column: string) => string
}

/** Returns the chosen files that labels and choices name, and reports files that are named and missing. */
export function importMedia(
	body: readonly FormPart[],
	lists: ChoiceLists,
	chosen: Readonly<Record<string, string>>,
	report: (problem: ImportProblem) => void,
	cellOf: MediaCells,
): Record<string, string> {
	const found: Record<string, string> = {}
	const used = new Set(questionsIn(body).map(({ list }) => list))
	const labels = [
		...nodesOf({ body }).map(({ template, part }) => ({
			sheet: 'survey',
			cell: (column: string) => cellOf.part(template, column),
			media: part.media,
		})),
		...[...lists].flatMap(([list, choices]) =>
			used.has(list)
				? choices.map((choice) => ({
						sheet: 'choices',
						cell: (column: string) => cellOf.choice(choice, column),
						media: choice.media,
					}))
				: [],
		),
	]
	const missing = new Set<string>()
	for (const { sheet, cell, media } of labels)
		for (const [column, file] of filesOf(media)) {
			// the file that a reference means is known only when the form is filled in
			if (file.includes('${')) for (const [name, address] of Object.entries(chosen)) found[name] = address
			else if (chosen[file] !== undefined) found[file] = chosen[file]
			else {
				const place = { sheet, cell: cell(column) }
				// a label in several languages names its file once per language
				const key = `${sheet} ${place.cell} ${file}`
				if (missing.has(key)) continue
				missing.add(key)
				report({ severity: 'warning', ...place, code: 'media-missing', details: { found: file } })
			}
		}
	return found
}

/** Returns each file that is named, with its column. */
const filesOf = (media: Media | undefined): [string, string][] =>
	(['image', 'audio', 'video'] as const).flatMap((column) =>
		Object.values(media?.[column] ?? {}).map((file): [string, string] => [column, file]),
	)
