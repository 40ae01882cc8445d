import { useState } from 'react'
import { type Mapping, mappingSchema } from '#shared/import/mapping'
import { asProblem, Problem } from '#shared/kernel/problem'
import { saveFile } from '../../ui/download-file.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'

interface SavedMappingProps {
	readonly mapping: Mapping
	readonly onGive: (mapping: Mapping) => void
}

/** Saves the mapping to a file and loads it again. */
export function SavedMapping({ mapping, onGive }: SavedMappingProps) {
	const { t } = useTranslations()
	const [problem, setProblem] = useState<Problem | null>(null)
	async function give(file: File): Promise<void> {
		setProblem(null)
		try {
			onGive(readMapping(await file.text(), mapping.form))
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
					{t('import.saveMapping')}
				</button>
				<label className="plain small button file-button">
					{t('import.loadMapping')}
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

/** @throws Problem `mapping-unreadable` if the text is not a mapping, or is for another form */
function readMapping(text: string, form: string): Mapping {
	let value: unknown
	try {
		value = JSON.parse(text)
	} catch (thrown) {
		throw new Problem('mapping-unreadable', {}, thrown)
	}
	const read = mappingSchema.safeParse(value)
	if (!read.success || read.data.form !== form) throw new Problem('mapping-unreadable')
	return read.data
}
