import { useState } from 'react'
import { asProblem, Problem } from '#shared/kernel/problem'
import { columnsOf, type Mapping, mappingSchema } from '#shared/older-data/mapping'
import { useTexts } from '../ui/i18n.ts'
import { saveFile } from '../ui/offer-file.ts'
import { ProblemNote } from '../ui/problem-text.tsx'

interface KeptMappingProps {
	readonly mapping: Mapping
	readonly columns: readonly string[]
	readonly onGive: (mapping: Mapping) => void
}

/** What was chosen, as a file that is kept beside the data and given back. */
export function KeptMapping({ mapping, columns, onGive }: KeptMappingProps) {
	const { t } = useTexts()
	const [problem, setProblem] = useState<Problem | null>(null)
	async function give(file: File): Promise<void> {
		setProblem(null)
		try {
			onGive(readMapping(await file.text(), { mapping, columns }))
		} catch (thrown) {
			setProblem(asProblem(thrown))
		}
	}
	return (
		<>
			<div className="actions">
				<button
					type="button"
					className="plain small"
					onClick={() =>
						saveFile(
							`${mapping.form}-mapping.json`,
							new Blob([JSON.stringify(mapping, null, '\t')], { type: 'application/json' }),
						)
					}
				>
					{t('older.keepMapping')}
				</button>
				<label className="plain small button file-button">
					{t('older.giveMapping')}
					<input
						type="file"
						accept=".json,application/json"
						onChange={({ target }) => {
							const [file] = target.files ?? []
							target.value = ''
							if (file) void give(file)
						}}
					/>
				</label>
			</div>
			<ProblemNote problem={problem} />
		</>
	)
}

/** For the form and the version on the screen, and without columns that this table does not have. @throws Problem `mapping-unreadable` */
function readMapping(text: string, now: Pick<KeptMappingProps, 'mapping' | 'columns'>): Mapping {
	let value: unknown
	try {
		value = JSON.parse(text)
	} catch (thrown) {
		throw new Problem('mapping-unreadable', {}, thrown)
	}
	const read = mappingSchema.safeParse(value)
	if (!read.success || read.data.form !== now.mapping.form) throw new Problem('mapping-unreadable')
	const { version } = now.mapping
	const isThere = (column: string | null) => column !== null && now.columns.includes(column)
	const { id, time, district, interviewer, questions, ...others } = read.data
	return {
		...{ ...others, version, id: id.filter(isThere), time: isThere(time) ? time : '' },
		...{
			district: isThere(district) ? district : null,
			interviewer: isThere(interviewer) ? interviewer : null,
		},
		questions: Object.fromEntries(
			Object.entries(questions).filter(([, taken]) =>
				columnsOf({
					...read.data,
					id: [],
					time: '',
					district: null,
					interviewer: null,
					questions: { taken },
				}).every(isThere),
			),
		),
	}
}
