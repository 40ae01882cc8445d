import { useState } from 'react'
import { Link } from 'wouter'
import { releaseApi } from '#shared/api/releases'
import { comparedMetadata, type Release } from '#shared/export/release'
import type { FormDefinition } from '#shared/forms/form-definition'
import { localize } from '#shared/forms/localized-text'
import { dateTimeIn, numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { formReading } from '../kit/form-labels.ts'
import { TableWithFile } from '../kit/table-with-download.tsx'
import { useRoute } from '../kit/use-server-data.ts'

interface CompareReleasesProps {
	readonly release: Release
	readonly others: readonly Release[]
	/** Null while it is loading, or for an unknown form. */
	readonly form: FormDefinition | null
}

/** Differences of a release from another one, cell by cell, each with the edit that caused it. */
export function CompareReleases({ release, others, form }: CompareReleasesProps) {
	const { t, language } = useTranslations()
	const [other, setOther] = useState('')
	return (
		<details>
			<summary>{t('releases.compareWith')}</summary>
			<div className="stack tight">
				<select
					aria-label={t('releases.compareWith')}
					value={other}
					onChange={(event) => setOther(event.target.value)}
				>
					<option value="">{t('fill.choose')}</option>
					{others.map(({ id, name, at }) => (
						<option key={id} value={id}>
							{others.some((each) => each.id !== id && each.name === name)
								? `${name} · ${dateTimeIn(language, at)}`
								: name}
						</option>
					))}
				</select>
				{other !== '' && <Differences release={release} other={other} form={form} />}
			</div>
		</details>
	)
}

const isComparedMetadata = (column: string): column is (typeof comparedMetadata)[number] =>
	(comparedMetadata as readonly string[]).includes(column)

interface DifferencesProps extends Pick<CompareReleasesProps, 'release' | 'form'> {
	readonly other: string
}

function Differences({ release, other, form }: DifferencesProps) {
	const { t, language } = useTranslations()
	const reading = formReading(form, { t, language }, new Map())
	const { found, problem } = useRoute(releaseApi.compare, {
		params: { id: release.id },
		query: { with: other },
	})
	if (!found)
		return problem ? <ProblemNote problem={problem} /> : <p role="status">{t('cleaning.loading')}</p>
	const { added, removed, changed, cells, isMore } = found
	if (cells.length === 0) return <p role="status">{t('releases.noDifferences')}</p>
	const formatValue = (column: string, text: string) => {
		if (column === '') return t(text === '' ? 'releases.notIncluded' : 'releases.included')
		if (column === 'started') return text && dateTimeIn(language, text)
		if (column === 'status') return t.orElse(`recordStatus.${text}`, text)
		const choices = reading.choicesAt(column)
		// multiple choices are codes separated by spaces
		const words = text.split(' ').map((word) => choices.find(({ name }) => name === word))
		if (words.length > 0 && words.every((choice) => choice !== undefined))
			return words.map((choice) => localize(choice.label, language) || choice.name).join(' · ')
		return text
	}
	return (
		<>
			<p role="status">
				{t('releases.comparisonSummary', {
					added: numberIn(language, added),
					removed: numberIn(language, removed),
					changed: numberIn(language, changed),
				})}
			</p>
			{isMore && (
				<p className="hint">
					{t('releases.showingFirst', { count: cells.length, cells: numberIn(language, cells.length) })}
				</p>
			)}
			<TableWithFile name={`compared-${release.name}`} about={release.name}>
				<table className="table" aria-label={t('releases.compareWith')}>
					<thead>
						<tr>
							<th scope="col">{t('cleaning.record')}</th>
							<th scope="col">{t('releases.column')}</th>
							<th scope="col">{t('releases.before')}</th>
							<th scope="col">{t('releases.after')}</th>
							<th scope="col">{t('releases.reason')}</th>
						</tr>
					</thead>
					<tbody>
						{cells.map(({ record, name, column, before, after, by, why }) => (
							<tr key={`${record} ${isComparedMetadata(column) ? '*' : ''}${column}`}>
								<th scope="row">
									<Link href={`/desk/records/${record}`}>
										<bdi>{name || record}</bdi>
									</Link>
								</th>
								<td data-label={t('releases.column')}>
									<span>
										{column === '' || isComparedMetadata(column) ? (
											t(column === '' ? 'releases.wholeRecord' : `releases.recordField.${column}`)
										) : (
											<>
												<span dir="auto">{reading.label(column)}</span> <bdi className="hint">{column}</bdi>
											</>
										)}
									</span>
								</td>
								<td data-label={t('releases.before')}>
									<bdi>{formatValue(column, before)}</bdi>
								</td>
								<td data-label={t('releases.after')}>
									<bdi>{formatValue(column, after)}</bdi>
								</td>
								<td data-label={t('releases.reason')}>
									<span>
										{t(`releases.changeCause.${by}`)}
										{why !== '' && (
											<>
												: <bdi>{why}</bdi>
											</>
										)}
									</span>
								</td>
							</tr>
						))}
					</tbody>
				</table>
			</TableWithFile>
		</>
	)
}
