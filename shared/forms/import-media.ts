import type { Media, Part } from './form-definition.ts'
import { nodesOf } from './form-nodes.ts'
import { type ChoiceLists, questionsIn } from './import-choices.ts'
import type { ImportProblem } from './import-problems.ts'

/** The chosen files that labels and choices name; what is named and was not chosen is said. */
export function readMedia(
	body: readonly Part[],
	lists: ChoiceLists,
	chosen: Readonly<Record<string, string>>,
	report: (problem: ImportProblem) => void,
	/** The cell of a part's picture in the survey sheet. */
	cellOf: (template: string) => string,
): Record<string, string> {
	const found: Record<string, string> = {}
	const used = new Set(questionsIn(body).map(({ list }) => list))
	const labels = [
		...nodesOf({ body }).map(({ template, part }) => ({
			sheet: 'survey',
			cell: cellOf(template),
			media: part.media,
		})),
		...[...lists].flatMap(([list, choices]) =>
			used.has(list) ? choices.map(({ media }) => ({ sheet: 'choices', cell: '', media })) : [],
		),
	]
	const missing = new Map<string, { sheet: string; cell: string }>()
	for (const { sheet, cell, media } of labels)
		for (const file of filesOf(media)) {
			// which file a reference means is known when the form is filled
			if (file.includes('${')) for (const [name, address] of Object.entries(chosen)) found[name] = address
			else if (chosen[file] !== undefined) found[file] = chosen[file]
			else if (!missing.has(file)) missing.set(file, { sheet, cell })
		}
	for (const [file, { sheet, cell }] of missing)
		report({ severity: 'warning', sheet, cell, code: 'media-missing', details: { found: file } })
	return found
}

const filesOf = (media: Media | undefined): string[] =>
	[media?.image, media?.audio, media?.video].flatMap((files) => Object.values(files ?? {}))
