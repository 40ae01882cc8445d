import type { Choice, FormPart, Media } from './form-definition.ts'
import { nodesOf } from './form-nodes.ts'
import { type ChoiceLists, questionsIn } from './import-choices.ts'
import type { ImportProblem } from './import-problems.ts'

/** Where a part or a choice names its picture, sound or film. */
interface MediaCells {
	readonly part: (template: string, column: string) => string
	readonly choice: (choice: Choice, column: string) => string
}

/** The chosen files that labels and choices name; what is named and was not chosen is said. */
export function readMedia(
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
			// which file a reference means is known when the form is filled
			if (file.includes('${')) for (const [name, address] of Object.entries(chosen)) found[name] = address
			else if (chosen[file] !== undefined) found[file] = chosen[file]
			else {
				const place = { sheet, cell: cell(column) }
				// a label in several languages names its file once for each
				const key = `${sheet} ${place.cell} ${file}`
				if (missing.has(key)) continue
				missing.add(key)
				report({ severity: 'warning', ...place, code: 'media-missing', details: { found: file } })
			}
		}
	return found
}

/** Each file that is named, and in which column. */
const filesOf = (media: Media | undefined): [string, string][] =>
	(['image', 'audio', 'video'] as const).flatMap((column) =>
		Object.values(media?.[column] ?? {}).map((file): [string, string] => [column, file]),
	)
