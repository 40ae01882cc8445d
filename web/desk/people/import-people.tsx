import { useState } from 'react'
import { peopleApi } from '#shared/api/people'
import type { PersonListItem } from '#shared/people/people'
import { classifyPersonRow, type ImportPeopleResponse, readPeople } from '#shared/people/people-file'
import { listServedRoles } from '#shared/study/deployments'
import { findDistrictCode } from '#shared/study/find-districts'
import { callRoute } from '../../api/call-route.ts'
import { appLanguages, useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useAsyncAction } from '../../ui/use-async-action.ts'
import { CsvFileInput } from '../kit/csv-file-input.tsx'
import { useDesk } from '../kit/desk-context.ts'
import { FileErrors } from '../kit/file-errors.tsx'

interface ImportPeopleProps {
	readonly known: readonly PersonListItem[]
	readonly onDone: () => void
	readonly onClose: () => void
}

/** Imports users from a file: all its errors, or a preview of the changes. */
export function ImportPeople({ known, onDone, onClose }: ImportPeopleProps) {
	const { t } = useTranslations()
	const { study } = useDesk()
	const [chosen, setChosen] = useState<ReturnType<typeof readPeople> | null>(null)
	const [taken, setTaken] = useState<ImportPeopleResponse | null>(null)
	const { isBusy, problem, run } = useAsyncAction()
	const choose = (text: string) =>
		// errors of the previous file are removed
		run(async () => {
			setTaken(null)
			setChosen(null)
			const languages = appLanguages.map(({ tag }) => tag)
			const surroundings = {
				districts: study.districts,
				findDistrict: (written: string) => findDistrictCode(written, study.districts),
				roles: listServedRoles(study.serves),
				languages,
				known,
			}
			setChosen(readPeople(text, surroundings))
		})
	const put = ({ people, teams }: NonNullable<typeof chosen>) =>
		run(async () => {
			setTaken(await callRoute(peopleApi.importList, { body: { people, teams } }))
			setChosen(null)
			onDone()
		})
	const isRight = chosen?.faults.length === 0 && chosen.people.length > 0
	return (
		<section className="panel stack tight" aria-label={t('people.file.title')}>
			<h2>{t('people.file.title')}</h2>
			<CsvFileInput label={t('people.file.choose')} onChoose={choose} />
			<p className="hint">{t('people.file.columns')}</p>
			<ProblemNote problem={problem} />
			{chosen && chosen.faults.length > 0 && <FileErrors faults={chosen.faults} />}
			{chosen?.faults.length === 0 && (
				<p className="note wait">{t('people.file.confirmImport', { ...countOf(chosen.people, known) })}</p>
			)}
			<div role="status">{taken && <p className="note">{t('people.file.imported', { ...taken })}</p>}</div>
			<div className="actions">
				{isRight && (
					<button type="button" disabled={isBusy} onClick={() => void put(chosen)}>
						{t('people.file.import')}
					</button>
				)}
				<button type="button" className="plain" onClick={onClose}>
					{t('app.close')}
				</button>
			</div>
		</section>
	)
}

function countOf(
	people: ReturnType<typeof readPeople>['people'],
	known: readonly PersonListItem[],
): ImportPeopleResponse {
	const byCode = new Map(known.map((each) => [each.code, each]))
	const counts = { added: 0, changed: 0, same: 0 }
	for (const each of people) counts[classifyPersonRow(each, byCode.get(each.code))]++
	return counts
}
