import { useState } from 'react'
import * as z from 'zod/mini'
import { releaseApi } from '#shared/api/releases'
import type { Release, ReleaseVerification } from '#shared/export/release'
import type { FormDefinition } from '#shared/forms/form-definition'
import { localize } from '#shared/forms/localized-text'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { callRoute } from '../../api/call-route.ts'
import { formatBytes } from '../../ui/format-bytes.ts'
import { dateTimeIn, numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useDesk, useDistrictNames } from '../kit/desk-context.ts'
import { RequiredReason, reasonForm } from '../kit/required-reason.tsx'
import { useDeskForm } from '../kit/use-desk-form.ts'
import { CompareReleases } from './compare-releases.tsx'

interface ReleaseViewProps {
	readonly release: Release
	readonly all: readonly Release[]
	/** Null while it is loading, or for an unknown form. */
	readonly form: FormDefinition | null
	/** Requests its file. @throws Problem */
	readonly onTake: () => Promise<void>
	readonly onChange: () => void
}

/** One release: its content and actions. */
export function ReleaseView({ release, all, form, onTake, onChange }: ReleaseViewProps) {
	const { t } = useTranslations()
	const others = all.filter(
		(each) => each.id !== release.id && each.form === release.form && each.round === release.round,
	)
	const comparable = others.filter(({ kind }) => kind === 'clean' || kind === 'raw')
	const useInstead = all.find(({ id }) => id === release.superseded?.by)
	return (
		<div className="stack tight">
			<h3>
				<bdi>{release.name}</bdi>
			</h3>
			{release.superseded && (
				<p className="note wait">
					{t('releases.superseded')}: <bdi>{release.superseded.why}</bdi>
					{useInstead && (
						<>
							{' · '}
							{t('releases.useSuccessor', { name: useInstead.name })}
						</>
					)}
				</p>
			)}
			<ReleaseContent release={release} form={form} />
			<ReleaseOrigin release={release} />
			<ReleaseActions release={release} onTake={onTake} />
			{(release.kind === 'clean' || release.kind === 'raw') && comparable.length > 0 && (
				<CompareReleases form={form} release={release} others={comparable} />
			)}
			{!release.superseded && (
				<details>
					<summary>{t('releases.supersede')}</summary>
					<Supersede release={release} others={others} onChange={onChange} />
				</details>
			)}
		</div>
	)
}

/** Form, round and records of the release, and its notes. */
function ReleaseContent({ release, form }: Pick<ReleaseViewProps, 'release' | 'form'>) {
	const { t, language } = useTranslations()
	const { study } = useDesk()
	const names = new Map(useDistrictNames())
	const round = study.rounds.find(({ code }) => code === release.round)
	return (
		<>
			<p>
				<bdi>{form ? localize(form.title, language) : release.form}</bdi> ·{' '}
				<bdi>{round ? localize(round.name, language) : release.round}</bdi> ·{' '}
				{t(`releases.kinds.${release.kind}`)}
				{release.approvedOnly && <> · {t('releases.approvedOnly')}</>}
				{release.districts && (
					<>
						{' · '}
						<bdi>
							{release.districts.map((code) => names.get(code) ?? code).join(language === 'en' ? ', ' : '، ')}
						</bdi>
					</>
				)}{' '}
				·{' '}
				{t('releases.recordCount', { count: release.records, records: numberIn(language, release.records) })}
			</p>
			{release.where !== undefined && (
				<p className="hint">
					{t('cleaning.filter')}:{' '}
					<bdi className="address" dir="ltr">
						{release.where}
					</bdi>
				</p>
			)}
			{release.notes !== '' && <p dir="auto">{release.notes}</p>}
		</>
	)
}

/** Author and time of the release, the versions in it, and its checksum. */
function ReleaseOrigin({ release }: Pick<ReleaseViewProps, 'release'>) {
	const { t, language } = useTranslations()
	return (
		<>
			<p className="hint">
				<bdi>{release.by}</bdi> · {dateTimeIn(language, release.at)} ·{' '}
				{t('releases.changesUntil', { seq: numberIn(language, release.seq) })} ·{' '}
				{t('releases.versions', {
					versions: release.versions.map((each) => numberIn(language, each)).join(' · '),
				})}{' '}
				· {formatBytes(release.bytes, { t, language })}
			</p>
			{release.weights !== undefined && (
				<p className="hint">
					{release.weights === null
						? t('releases.noWeights')
						: t('releases.weights', { set: numberIn(language, release.weights) })}
				</p>
			)}
			<p className="hint">
				{t('releases.checksum')}: <bdi className="checksum">{release.checksum}</bdi>
			</p>
		</>
	)
}

/** Downloads the release, or verifies that it can be created again, and shows the result. */
function ReleaseActions({ release, onTake }: Pick<ReleaseViewProps, 'release' | 'onTake'>) {
	const { t } = useTranslations()
	const [checked, setChecked] = useState<ReleaseVerification | null>(null)
	const [busy, setBusy] = useState<'taking' | 'checking' | null>(null)
	const [problem, setProblem] = useState<Problem | null>(null)
	async function doing(what: 'taking' | 'checking', work: () => Promise<void>) {
		setBusy(what)
		setProblem(null)
		try {
			await work()
		} catch (thrown) {
			setProblem(asProblem(thrown))
		} finally {
			setBusy(null)
		}
	}
	const verifyText = t(busy === 'checking' ? 'releases.verifying' : 'releases.verify')
	return (
		<>
			<ProblemNote problem={problem} />
			{checked && (
				<div className={checked.outcome === 'other' ? 'note stop' : 'note ok'} role="status">
					<p>{t(`releases.verification.${checked.outcome}`)}</p>
					{checked.gone > 0 && <p>{t('releases.erasedSince', { count: checked.gone })}</p>}
					{checked.keptOut > 0 && <p>{t('releases.rejectedSince', { count: checked.keptOut })}</p>}
				</div>
			)}
			<div className="actions">
				<button
					type="button"
					disabled={busy !== null}
					aria-label={`${t('releases.download')}: ${release.name}`}
					onClick={() => void doing('taking', onTake)}
				>
					{t('releases.download')}
				</button>
				<button
					type="button"
					className="plain"
					disabled={busy !== null}
					aria-label={`${verifyText}: ${release.name}`}
					onClick={() =>
						void doing('checking', async () =>
							setChecked(await callRoute(releaseApi.verify, { params: { id: release.id } })),
						)
					}
				>
					{verifyText}
				</button>
			</div>
		</>
	)
}

interface SupersedeProps {
	readonly release: Release
	readonly others: readonly Release[]
	readonly onChange: () => void
}

const supersedeForm = z.object({ by: z.string(), why: reasonForm.shape.why })

function Supersede({ release, others, onChange }: SupersedeProps) {
	const { t } = useTranslations()
	const { register, submit, errors, problem, isSubmitting } = useDeskForm({
		schema: supersedeForm,
		defaultValues: { by: '', why: '' },
		unsaved: 'decision',
		async onSubmit(given) {
			await callRoute(releaseApi.supersede, { params: { id: release.id }, body: given })
			onChange()
		},
	})
	return (
		<form className="stack tight narrow-desk" noValidate onSubmit={submit}>
			<label className="field">
				{t('releases.supersededBy')}
				<select {...register('by')}>
					<option value="">{t('releases.noSuccessor')}</option>
					{others.map(({ id, name }) => (
						<option key={id} value={id}>
							{name}
						</option>
					))}
				</select>
			</label>
			<RequiredReason label={t('review.reason')} field={register('why')} error={errors.why} />
			<ProblemNote problem={problem} />
			<div className="actions">
				<button type="submit" disabled={isSubmitting}>
					{t('releases.supersedeNow')}
				</button>
			</div>
		</form>
	)
}
