import { readFileSync } from 'node:fs'
import { readDistricts } from '#shared/study/district-list'
import { defaultRounds, demonstrationRound } from '#shared/study/study'
import { buildStudyLists } from '#shared/study/study-lists'
import { importForm } from '#shared/xlsform/import-form'
import { describeProblem } from '#shared/xlsform/import-problems'
import { readMarkdown } from '#shared/xlsform/sheets'

const instruments = new URL('../../shared/study/pakistan-2023/', import.meta.url)
const read = (file: string) => readFileSync(new URL(file, instruments), 'utf8')
const lists = buildStudyLists({
	districts: readDistricts(read('./districts.csv')),
	rounds: [...defaultRounds, demonstrationRound],
})
/** Reads a form of this folder as the server does. */
export const importInstrument = (file: string) =>
	importForm(readMarkdown(read(`./${file}.md`)), { files: lists })
export const loadInstrument = (file: string) => {
	const { definition, problems } = importInstrument(file)
	if (!definition) throw new Error(problems.map(describeProblem).join('\n'))
	return definition
}
export const presets = { round: 'endline', district: 'PK607', districts: 'PK607 PK608', person: 'amina' }
