import { ignoredAppearances, type RowKind, typeWord } from '../forms/appearance-words.ts'
import type { QuestionContext } from './import-context.ts'
import { onQuestions, refusedOnGroups } from './known-columns.ts'
import type { SheetRow } from './sheets.ts'

const onSelects: readonly RowKind[] = ['select-one', 'select-many', 'rank']

/**
 * Codes whose message names the type. Others are the same for every type, and are shown once with all their
 * cells.
 */
const namesType: ReadonlySet<string> = new Set(['appearance-not-for-type', 'appearance-plug-in'])

/** Reports what has no effect on a row of its kind: appearances, and columns that belong to other kinds. */
export function reportIgnoredInRow({ survey, report }: QuestionContext, row: SheetRow, kind: RowKind): void {
	const type = typeWord(kind)
	// a calculation is never shown, so it looks the same in every app
	if (kind !== 'calculate')
		for (const { code, ...details } of ignoredAppearances(survey.text(row, 'appearance'), kind))
			report(row, 'appearance', code, namesType.has(code) ? { ...details, type } : details, 'warning')
	for (const column of columnsWithoutUse(kind))
		if (survey.texts(row, column)) report(row, column, 'column-not-for-type', { column, type }, 'warning')
}

function columnsWithoutUse(kind: RowKind): string[] {
	if (kind === 'group' || kind === 'repeat')
		return [
			...onQuestions.filter((column) => !refusedOnGroups.includes(column)),
			kind === 'group' ? 'repeat_count' : 'bind::zila:order',
		]
	return ['repeat_count', 'bind::zila:order', ...(onSelects.includes(kind) ? [] : ['choice_filter'])]
}
