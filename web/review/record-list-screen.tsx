import { useState } from 'react'
import { Link, useLocation, useSearch } from 'wouter'
import { may, worksOnPhone } from '#shared/access/roles'
import { nationalPlace } from '#shared/campaign/record-facts'
import { textIn } from '#shared/forms/texts'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { type RecordListed, type RecordQuery, recordQuerySchema } from '#shared/revisions/record-listed'
import { statuses } from '#shared/revisions/view'
import { useDesk, useDistrictNames } from '../desk/desk-context.ts'
import { MadeUpNote } from '../desk/made-up-note.tsx'
import { NewsNote } from '../desk/news-note.tsx'
import { RoleKeyMissing } from '../desk/role-key-section.tsx'
import { SearchField } from '../desk/search-field.tsx'
import { useLoaded } from '../desk/use-loaded.ts'
import { formsFor, heldBack, people, records, searchOf } from '../sync/desk-client.ts'
import { dateTimeIn, inOrderOf, numberIn } from '../ui/formats.ts'
import { useTexts } from '../ui/i18n.ts'
import { ProblemNote } from '../ui/problem-text.tsx'
import { StateMark } from '../ui/state-mark.tsx'
import { HeldBack } from './held-back.tsx'

/** All records that this person may see. The filter stands in the address: a view can be sent as a link. */
export function RecordListScreen() {
	const { t, language: appLanguage } = useTexts()
	const { campaign, person } = useDesk()
	const districts = useDistrictNames()
	const [, go] = useLocation()
	const search = useSearch()
	const query = queryIn(search)
	const change = (next: Partial<RecordQuery>) =>
		go(`/desk/records?${searchOf({ ...query, before: undefined, ...next })}`)
	const { found, problem, isOutdated, reload } = useLoaded(`records ${search}`, () => records(query), 'offer')
	const known = useLoaded('forms', () => formsFor(person.role))
	const writers = useLoaded('writers', async () => (may(person.role, 'people.read') ? people() : []))
	const held = useLoaded('held back', async () => (may(person.role, 'held-back.read') ? heldBack() : null))
	const { rows, more, problem: moreProblem } = useFurtherPages(query, found?.records ?? [])
	const titleOf = (id: string) => {
		const form = known.found?.find((each) => each.id === id)
		return form ? textIn(form.definition.title, appLanguage) : id
	}
	const districtOf = (code: string | null) =>
		code === nationalPlace ? t('review.national') : (new Map(districts).get(code ?? '') ?? code ?? '')
	const options = (values: readonly (readonly [string, string])[]) =>
		values.map(([value, label]) => (
			<option key={value} value={value}>
				{label}
			</option>
		))
	const choose = (key: keyof RecordQuery, label: string, values: readonly (readonly [string, string])[]) => (
		<label className="inline">
			<span>{label}</span>
			<select
				value={String(query[key] ?? '')}
				onChange={(event) => change({ [key]: event.target.value || undefined })}
			>
				<option value="">{t('review.all')}</option>
				{options(values)}
			</select>
		</label>
	)
	return (
		<div className="stack">
			<header className="desk-head">
				<h1>{t('desk.place.records')}</h1>
				<button
					type="button"
					className="plain small"
					onClick={() => {
						reload()
						held.reload()
					}}
				>
					{t('desk.refresh')}
				</button>
			</header>
			<RoleKeyMissing />
			<MadeUpNote isMadeUp={rows.some(({ demonstration }) => demonstration)} />
			{held.found && (
				<HeldBack
					found={held.found}
					titleOf={titleOf}
					onDecided={() => {
						reload()
						held.reload()
					}}
				/>
			)}
			<search className="filters">
				<SearchField
					label={t('review.search')}
					value={query.search ?? ''}
					onChange={(text) => change({ search: text || undefined })}
				/>
				{choose(
					'round',
					t('desk.round'),
					campaign.rounds.map(({ code, name }) => [code, textIn(name, appLanguage)]),
				)}
				{choose('district', t('review.district'), districts)}
				{choose('form', t('review.form'), known.found?.map(({ id }) => [id, titleOf(id)]) ?? [])}
				{writers.found &&
					writers.found.length > 0 &&
					choose(
						'owner',
						t('review.enumerator'),
						inOrderOf(
							appLanguage,
							writers.found.filter(({ role }) => worksOnPhone(role)),
							({ name }) => name,
						).map(({ id, name }) => [id, name]),
					)}
				{choose(
					'status',
					t('review.state'),
					statuses.map((status) => [status, t(`state.${status}`)]),
				)}
				<label className="choice small">
					<input
						type="checkbox"
						checked={query.disputed === '1'}
						onChange={(event) => change({ disputed: event.target.checked ? '1' : undefined })}
					/>
					<span>{t('review.onlyDisputed')}</span>
				</label>
			</search>
			<ProblemNote problem={problem ?? moreProblem ?? held.problem} />
			<NewsNote isOutdated={isOutdated} onShow={reload} />
			{found && (
				<>
					<p role="status">
						{t(found.isMore ? 'review.foundMore' : 'review.found', {
							count: found.total,
							total: numberIn(appLanguage, found.total),
						})}
					</p>
					<table className="table">
						<thead>
							<tr>
								<th scope="col">{t('review.name')}</th>
								<th scope="col">{t('review.form')}</th>
								<th scope="col">{t('review.district')}</th>
								<th scope="col">{t('review.enumerator')}</th>
								<th scope="col">{t('review.state')}</th>
								<th scope="col">{t('review.changed')}</th>
							</tr>
						</thead>
						<tbody>
							{rows.map((row) => (
								<tr key={row.id}>
									<th scope="row">
										<Link href={`/desk/records/${row.id}`}>
											<bdi>{row.name || t('home.unnamed')}</bdi>
										</Link>
									</th>
									<td data-label={t('review.form')}>{titleOf(row.form)}</td>
									<td data-label={t('review.district')}>{districtOf(row.district)}</td>
									<td data-label={t('review.enumerator')}>
										<bdi>{row.ownerName}</bdi>
									</td>
									<td data-label={t('review.state')}>
										<StateMark
											state={row.openCases > 0 ? 'needs-decision' : row.isVoid ? 'void' : row.status}
										/>
										{row.viewError && <span className="hint stop">{t('review.notUnderstood')}</span>}
									</td>
									<td data-label={t('review.changed')}>{dateTimeIn(appLanguage, row.changed)}</td>
								</tr>
							))}
						</tbody>
					</table>
					{rows.length > 0 && (found.isMore || rows.length < found.total) && (
						<button type="button" className="plain" onClick={more}>
							{found.isMore ? t('review.more') : t('home.more', { count: found.total - rows.length })}
						</button>
					)}
				</>
			)}
		</div>
	)
}

/** The filter that an address says; a part of it that means nothing is left out, and the others hold. */
function queryIn(search: string): RecordQuery {
	const given = [...new URLSearchParams(search)].filter(
		([key, value]) => recordQuerySchema.safeParse({ [key]: value }).success,
	)
	return recordQuerySchema.safeParse(Object.fromEntries(given)).data ?? {}
}

/** The first page and those that were asked for after it; another question, or the same asked again, begins anew. */
function useFurtherPages(query: RecordQuery, first: readonly RecordListed[]) {
	const [further, setFurther] = useState<{ after: typeof first; rows: readonly RecordListed[] }>({
		after: first,
		rows: [],
	})
	const [isLoading, setLoading] = useState(false)
	const [problem, setProblem] = useState<Problem | null>(null)
	const rows = further.after === first ? [...first, ...further.rows] : first
	const last = rows.at(-1)
	async function more() {
		if (!last || isLoading) return
		setLoading(true)
		setProblem(null)
		try {
			const page = await records({ ...query, before: last.lastSeq })
			setFurther({ after: first, rows: [...rows.slice(first.length), ...page.records] })
		} catch (thrown) {
			setProblem(asProblem(thrown))
		} finally {
			setLoading(false)
		}
	}
	return { rows, more: () => void more(), problem }
}
