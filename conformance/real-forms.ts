import { readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import readWorkbook from 'read-excel-file/node'
import { allFunctions } from '#shared/expressions/functions'
import { surroundingsAt } from '#shared/expressions/scope'
import { compareForms } from '#shared/forms/compare-forms'
import { compileForm } from '#shared/forms/compile-form'
import type { FormDefinition } from '#shared/forms/form-definition'
import { FormSession } from '#shared/forms/form-session'
import { importForm } from '#shared/forms/import-form'
import { describeProblem } from '#shared/forms/import-problems'
import { paperForm } from '#shared/forms/paper-form'
import { answerAtRandom } from '#shared/forms/random-answers'
import { runThrough } from '#shared/forms/run-through'
import { cellText, sheetOf } from '#shared/forms/sheets'
import { sheetsFrom } from '#shared/forms/sheets-from'
import { seededRandom } from '#shared/kernel/seeded-random'
import type { Suite } from './suite.ts'

/** Every workbook in a folder and below. */
export function workbooksIn(folder: string): string[] {
	return readdirSync(folder, { withFileTypes: true, recursive: true })
		.filter((file) => file.isFile() && file.name.endsWith('.xlsx'))
		.map((file) => join(file.parentPath, file.name))
		.sort()
}

/**
 * Real forms: each is taken, or refused with a reason at its cell; one that is taken runs to its end with made-up answers.
 * `leftOut` counts those refused, by their first reason.
 */
export async function realForms(folder: string): Promise<Suite> {
	const files = workbooksIn(folder)
	const failures: Suite['failures'][number][] = []
	const leftOut: Record<string, number> = {}
	for (const file of files) {
		const fail = (got: string) =>
			failures.push({ case: relative(folder, file), what: 'import and run', expected: 'ok or a reason', got })
		try {
			const workbook = await readWorkbook(file).catch(() => null)
			if (!workbook) {
				// the desk says that it cannot be read as a workbook
				leftOut['refused: no workbook'] = (leftOut['refused: no workbook'] ?? 0) + 1
				continue
			}
			const sheets = workbook.map(({ sheet, data }) =>
				sheetOf(
					sheet,
					data.map((row) => row.map(cellText)),
				),
			)
			const { definition, problems } = importForm(sheets, { name: 'form' })
			if (definition) {
				run(definition)
				if (!comesBack(definition)) fail('another form, taken out and read again')
			} else {
				const first = problems.find(({ severity }) => severity === 'error')
				if (first) leftOut[`refused: ${first.code}`] = (leftOut[`refused: ${first.code}`] ?? 0) + 1
				else fail('refused without a reason')
				if (problems.some((problem) => describeProblem(problem).trim() === ''))
					fail('a problem without words')
			}
		} catch (thrown) {
			fail(thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown))
		}
	}
	return { suite: 'forms', passed: files.length - failures.length, total: files.length, failures, leftOut }
}

/** Taken out as sheets it is the same form. */
function comesBack(definition: FormDefinition): boolean {
	const again = importForm(sheetsFrom(definition)).definition
	return again !== null && compareForms(definition, again).isSame
}

function run(definition: FormDefinition): void {
	const compiled = compileForm(definition, allFunctions)
	if ('faults' in compiled) throw new Error('imported, and does not compile')
	const session = new FormSession(compiled.form, {
		answers: new Map(),
		isNew: true,
		surroundings: surroundingsAt(Date.UTC(2026, 0, 15)),
	})
	answerAtRandom(session, { random: seededRandom(1) })
	session.violations()
	session.finalAnswers()
	for (const path of session.questionPaths()) {
		const { part } = session.nodeAt(path)
		session.text(path, part.label, 'en')
	}
	paperForm(compiled.form)
	const made = runThrough(compiled.form, { seed: 1, now: Date.UTC(2026, 0, 15), offsetMinutes: 300 })
	for (let i = 0; i < fewRuns; i++) made.run()
	made.findings()
}

const fewRuns = 3
