import { useState } from 'react'
import { Link } from 'wouter'
import { formApi } from '#shared/api/forms'
import { localize } from '#shared/forms/localized-text'
import { asProblem, type Problem } from '#shared/kernel/problem'
import type { FormVersionListItem, Published } from '#shared/xlsform/forms-api'
import { dateTimeIn, numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useRoute } from '../kit/use-server-data.ts'
import { CheckedForm } from './form-check-result.tsx'
import { type FormFile, readFormFile } from './read-form-file.ts'
import { VersionPanel } from './version-panel.tsx'

/** Forms of the project: every version with its publisher and time, and publishing of new versions. */
export function FormsScreen() {
	const { t, language: appLanguage } = useTranslations()
	const versions = useRoute(formApi.versions, {})
	const current = useRoute(formApi.list, {})
	const [file, setFile] = useState<FormFile | null>(null)
	const [problem, setProblem] = useState<Problem | null>(null)
	const [published, setPublished] = useState<Published | null>(null)
	const [opened, setOpened] = useState<{ id: string; version: number } | null>(null)
	const titles = new Map(
		current.found?.map(({ id, definition }) => [id, localize(definition.title, appLanguage)]),
	)

	const listed = versions.found?.find(({ id }) => id === opened?.id)

	async function choose(input: HTMLInputElement) {
		setProblem(null)
		setPublished(null)
		setFile(null)
		setOpened(null)
		try {
			setFile(await readFormFile([...(input.files ?? [])]))
		} catch (thrown) {
			setProblem(asProblem(thrown))
		}
		// allows choosing the same file again after it was corrected
		input.value = ''
	}
	return (
		<div className="stack">
			<h1>{t('desk.page.forms')}</h1>
			<FileField onChoose={(input) => void choose(input)} />
			<ProblemNote problem={problem ?? versions.problem ?? current.problem} />
			{published && <PublishedNote published={published} titles={titles} />}
			{file && current.found && (
				<CheckedForm
					file={file}
					current={current.found}
					onClose={() => setFile(null)}
					onPublished={(made) => {
						setPublished(made)
						setFile(null)
						versions.reload()
						current.reload()
					}}
				/>
			)}
			{opened && (
				<VersionPanel
					key={`${opened.id} ${opened.version}`}
					id={opened.id}
					version={opened.version}
					state={listed?.state ?? 'open'}
					assigned={listed?.assigned ?? null}
					onState={() => {
						// the list shows the new state
						setPublished(null)
						versions.reload()
					}}
					onClose={() => setOpened(null)}
				/>
			)}
			{versions.found && (
				<VersionTable
					versions={versions.found}
					titles={titles}
					onOpen={(version) => {
						setFile(null)
						setOpened(version)
					}}
				/>
			)}
		</div>
	)
}

interface FileFieldProps {
	readonly onChoose: (input: HTMLInputElement) => void
}

/** Field for the files of a form: its table, and its media. */
function FileField({ onChoose }: FileFieldProps) {
	const { t } = useTranslations()
	return (
		<>
			<p className="hint" id="form-file-hint">
				{t('forms.uploadHint')}
			</p>
			<div>
				<label className="button file-button">
					{t('forms.upload')}
					<input
						type="file"
						accept=".xlsx,.xls,.md,.csv,.zip,.geojson,.xml,image/*,audio/*,video/*"
						multiple
						aria-describedby="form-file-hint"
						onChange={(event) => onChoose(event.target)}
					/>
				</label>
			</div>
		</>
	)
}

interface PublishedNoteProps {
	readonly published: Published
	/** Titles of the forms, by id. */
	readonly titles: ReadonlyMap<string, string>
}

function PublishedNote({ published, titles }: PublishedNoteProps) {
	const { t } = useTranslations()
	const form = titles.get(published.id) ?? published.id
	return (
		<p className="note" role="status">
			{published.version === null
				? t('forms.awaitingApproval', { form })
				: t('forms.published', { form, version: published.version })}{' '}
			{published.version === null && <Link href="/desk/approvals">{t('desk.page.approvals')}</Link>}
		</p>
	)
}

interface VersionTableProps {
	readonly versions: readonly FormVersionListItem[]
	/** Titles of the forms, by id. */
	readonly titles: ReadonlyMap<string, string>
	readonly onOpen: (version: { id: string; version: number }) => void
}

/** Every version of every form, with its publisher and time. */
function VersionTable({ versions, titles, onOpen }: VersionTableProps) {
	const { t, language } = useTranslations()
	return (
		<table className="table">
			<thead>
				<tr>
					<th scope="col">{t('forms.form')}</th>
					<th scope="col">{t('forms.formId')}</th>
					<th scope="col">{t('forms.version')}</th>
					<th scope="col">{t('forms.publishedAt')}</th>
					<th scope="col">{t('forms.publishedBy')}</th>
					<th scope="col">{t('forms.details')}</th>
				</tr>
			</thead>
			<tbody>
				{versions.map(({ id, version, published: when, by, state, assigned }) => (
					<tr key={`${id} ${version}`}>
						<th scope="row">
							<bdi>{titles.get(id) ?? id}</bdi>{' '}
							{state !== 'open' && <span className="state wait">{t(`forms.stateLabel.${state}`)}</span>}{' '}
							{assigned && <span className="state">{t('forms.assigned')}</span>}
						</th>
						<td data-label={t('forms.formId')}>
							<bdi dir="ltr">{id}</bdi>
						</td>
						<td data-label={t('forms.version')}>{numberIn(language, version)}</td>
						<td data-label={t('forms.publishedAt')}>{dateTimeIn(language, when)}</td>
						<td data-label={t('forms.publishedBy')}>{by === null ? t('forms.builtIn') : <bdi>{by}</bdi>}</td>
						<td data-label={t('forms.details')}>
							<button
								type="button"
								className="plain small"
								aria-label={t('forms.openVersion', { form: titles.get(id) ?? id, version })}
								onClick={() => onOpen({ id, version })}
							>
								{t('forms.open')}
							</button>
						</td>
					</tr>
				))}
			</tbody>
		</table>
	)
}
