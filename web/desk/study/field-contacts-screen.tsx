import { useState } from 'react'
import { messageApi } from '#shared/api/messages'
import type { CellFault } from '#shared/kernel/cell-fault'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { may } from '#shared/people/roles'
import {
	contactCheckValidDays,
	daysSinceChecked,
	type FieldContact,
	formatFieldContactFile,
	parseFieldContactFile,
} from '#shared/study/field-contacts'
import { callRoute } from '../../api/call-route.ts'
import { saveFile } from '../../ui/download-file.ts'
import { dateIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useDesk, useDistrictNames } from '../kit/desk-context.ts'
import { fetchFieldContacts } from '../kit/fetch-field-contacts.ts'
import { FileErrors } from '../kit/file-errors.tsx'
import { useServerData } from '../kit/use-server-data.ts'
import { LeadMissing } from '../shell/lead-note.tsx'

const dayOfToday = () => new Date().toISOString().slice(0, 10)

interface ChosenContactFile {
	readonly entries: readonly FieldContact[]
	readonly faults: readonly CellFault[]
}

/** Field contacts by district, which phones show offline: exported and imported as one file. */
export function FieldContactsScreen() {
	const { t } = useTranslations()
	const { person, study } = useDesk()
	const { found, problem, reload } = useServerData('field-contacts', fetchFieldContacts)
	const [chosen, setChosen] = useState<ChosenContactFile | null>(null)
	const [failed, setFailed] = useState<Problem | null>(null)
	const mayWrite = may(person.role, 'field-contacts.write') && !person.demonstration
	const save = () =>
		saveFile(
			'field-contacts.csv',
			new Blob(['\ufeff', formatFieldContactFile(found ?? [])], { type: 'text/csv;charset=utf-8' }),
		)
	async function choose(file: File | undefined) {
		setFailed(null)
		if (file) setChosen(parseFieldContactFile(await file.text(), study.districts, dayOfToday()))
	}
	async function put(entries: readonly FieldContact[]) {
		setFailed(null)
		try {
			await callRoute(messageApi.saveFieldContacts, { body: { entries: [...entries] } })
			setChosen(null)
			reload()
		} catch (thrown) {
			setFailed(asProblem(thrown))
		}
	}
	return (
		<div className="stack">
			<header className="desk-head">
				<h1>{t('desk.page.fieldContacts')}</h1>
				<button type="button" className="plain small" onClick={save} disabled={!found}>
					{t('fieldContacts.downloadCsv')}
				</button>
			</header>
			<p className="hint">{t('fieldContacts.help')}</p>
			<ProblemNote problem={problem ?? failed} />
			{mayWrite && (
				<label className="field">
					{t('fieldContacts.upload')}
					<input
						type="file"
						accept=".csv,text/csv"
						onChange={(event) => {
							const [file] = event.target.files ?? []
							// allows choosing the same file again after it was corrected
							event.target.value = ''
							void choose(file)
						}}
					/>
				</label>
			)}
			{chosen && <Check chosen={chosen} onPut={put} onCancel={() => setChosen(null)} />}
			{found && !chosen && <LeadMissing entries={found} />}
			{found && !chosen && <Entries entries={found} />}
		</div>
	)
}

interface CheckProps {
	readonly chosen: ChosenContactFile
	readonly onPut: (entries: readonly FieldContact[]) => Promise<void>
	readonly onCancel: () => void
}

/** All errors of the file, or its contacts before they are published to phones. */
function Check({ chosen: { entries, faults }, onPut, onCancel }: CheckProps) {
	const { t } = useTranslations()
	return (
		<section className="stack tight" aria-label={t('fieldContacts.upload')}>
			{faults.length > 0 ? (
				<FileErrors faults={faults} />
			) : (
				<p className="note wait">{t('fieldContacts.confirmReplace', { count: entries.length })}</p>
			)}
			<div className="actions">
				{faults.length === 0 && (
					<button type="button" onClick={() => void onPut(entries)}>
						{t('fieldContacts.replace')}
					</button>
				)}
				<button type="button" className="plain" onClick={onCancel}>
					{t('app.cancel')}
				</button>
			</div>
			<Entries entries={entries} />
		</section>
	)
}

function Entries({ entries }: { entries: readonly FieldContact[] }) {
	const { t, language } = useTranslations()
	const names = new Map(useDistrictNames())
	const today = dayOfToday()
	if (entries.length === 0) return <p className="note quiet">{t('fieldContacts.empty')}</p>
	return (
		<div className="table">
			<table>
				<thead>
					<tr>
						{(['district', 'kind', 'name', 'what', 'phone', 'hours', 'checked'] as const).map((column) => (
							<th key={column} scope="col">
								{t(`fieldContacts.column.${column}`)}
							</th>
						))}
					</tr>
				</thead>
				<tbody>
					{entries.map((entry) => (
						<tr key={JSON.stringify(entry)}>
							<td>
								{entry.district === null
									? t('help.allDistricts')
									: (names.get(entry.district) ?? entry.district)}
							</td>
							<td>{t(`fieldContacts.kind.${entry.staff ?? entry.kind}`)}</td>
							<td>
								<bdi>{entry.name}</bdi>
							</td>
							<td>
								<bdi>{entry.what}</bdi>
							</td>
							<td>
								<bdi dir="ltr">{entry.phone}</bdi>
							</td>
							<td>
								<bdi>{entry.hours}</bdi>
							</td>
							<td
								className={daysSinceChecked(entry, today) > contactCheckValidDays ? 'error-hint' : undefined}
							>
								{dateIn(language, `${entry.checkedOn}T12:00:00+05:00`)}
							</td>
						</tr>
					))}
				</tbody>
			</table>
		</div>
	)
}
