import { useEffect, useRef, useState } from 'react'
import { useLocation, useSearch } from 'wouter'
import { auditLogApi } from '#shared/api/audit-log'
import { peopleApi } from '#shared/api/people'
import { asProblem, type Problem } from '#shared/kernel/problem'
import {
	type AuditQuery,
	auditKindNames,
	auditQuerySchema,
	currentAuditKind,
	listAuditKinds,
} from '#shared/people/audit-log'
import { addressOf } from '../../api/call-route.ts'
import { saveFrom } from '../../api/save-from.ts'
import { searchOf } from '../../api/search-of.ts'
import { inOrderOf } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useDesk } from '../kit/desk-context.ts'
import { UnlistedOption } from '../kit/unlisted-option.tsx'
import { usePages } from '../kit/use-pages.ts'
import { useRoute } from '../kit/use-server-data.ts'
import { AuditEntryCard } from './entry-card.tsx'
import { AuditVerificationNote } from './verification-note.tsx'

/** The audit log of the desk, newest first. The filter is in the address. */
export function AuditLogScreen() {
	const { t } = useTranslations()
	const [, go] = useLocation()
	const search = useSearch()
	const query = queryIn(search)
	const change = (next: Partial<AuditQuery>) => go(`/desk/audit-log?${searchOf({ ...query, ...next })}`)
	const { pages, hasMore, more, problem, reload } = usePages(auditLogApi.list, {
		requestAt: (before) => ({ query: { ...query, ...(before === undefined ? {} : { before }) } }),
		cursorAfter: ({ lines, more: isMore }) => (isMore ? lines.at(-1)?.n : null),
	})
	const lines = pages?.flatMap((page) => page.lines)
	const [failed, setFailed] = useState<Problem | null>(null)
	async function take() {
		setFailed(null)
		try {
			await saveFrom(addressOf(auditLogApi.download, { query }))
		} catch (thrown) {
			setFailed(asProblem(thrown))
		}
	}
	return (
		<div className="stack">
			<header className="desk-head">
				<h1>{t('desk.page.auditLog')}</h1>
				<button type="button" className="plain small" onClick={reload}>
					{t('desk.refresh')}
				</button>
				<button type="button" className="plain small" onClick={() => void take()}>
					{t('auditLog.exportCsv')}
				</button>
			</header>
			<p className="hint">{t('auditLog.help')}</p>
			<AuditVerificationNote />
			<Filters query={query} onChange={change} />
			<ProblemNote problem={problem ?? failed} />
			{lines && (
				<>
					{lines.length === 0 && <p role="status">{t('auditLog.empty')}</p>}
					<ol className="cards">
						{lines.map((line) => (
							<AuditEntryCard key={line.n} line={line} onId={(id) => change({ id })} />
						))}
					</ol>
					{hasMore && (
						<button type="button" className="plain" onClick={more}>
							{t('auditLog.showOlder')}
						</button>
					)}
				</>
			)}
		</div>
	)
}

function Filters({ query, onChange }: { query: AuditQuery; onChange: (next: Partial<AuditQuery>) => void }) {
	const { t, language } = useTranslations()
	const { study } = useDesk()
	const idField = useRef<HTMLInputElement>(null)
	// an entry can set the id filter while the uncontrolled field keeps the cursor
	useEffect(() => {
		if (idField.current) idField.current.value = query.id ?? ''
	}, [query.id])
	const known = useRoute(peopleApi.list, {})
	const sorted = inOrderOf(language, known.found ?? [], ({ name }) => name)
	const kinds = inOrderOf(
		language,
		listAuditKinds(study.serves).map((kind) => [kind, t(`auditLog.kind.${kind}`)] as const),
		([, name]) => name,
	)
	const seek = ({ value }: HTMLInputElement) => {
		const id = value.trim() || undefined
		if (id !== query.id) onChange({ id })
	}
	return (
		<search className="filters">
			<label className="inline">
				<span>{t('auditLog.user')}</span>
				<select
					value={query.person ?? ''}
					onChange={(event) => onChange({ person: event.target.value || undefined })}
				>
					<option value="">{t('review.all')}</option>
					<UnlistedOption value={query.person ?? ''} listed={['', ...sorted.map(({ id }) => id)]} />
					{sorted.map(({ id, name, code }) => (
						<option key={id} value={id}>
							{name} ({code})
						</option>
					))}
				</select>
			</label>
			<label className="inline">
				<span>{t('auditLog.action')}</span>
				<select
					value={query.kind ?? ''}
					onChange={(event) => onChange({ kind: auditKindNames.find((kind) => kind === event.target.value) })}
				>
					<option value="">{t('review.all')}</option>
					<UnlistedOption value={query.kind ?? ''} listed={['', ...kinds.map(([kind]) => kind)]} />
					{kinds.map(([kind, name]) => (
						<option key={kind} value={kind}>
							{name}
						</option>
					))}
				</select>
			</label>
			<label className="inline">
				<span>{t('auditLog.day')}</span>
				<input
					type="date"
					value={query.day ?? ''}
					onChange={(event) => onChange({ day: event.target.value || undefined })}
				/>
			</label>
			<label className="inline">
				<span>{t('auditLog.objectId')}</span>
				<input
					type="search"
					dir="ltr"
					maxLength={80}
					ref={idField}
					defaultValue={query.id}
					onBlur={(event) => seek(event.currentTarget)}
					onKeyDown={(event) => event.key === 'Enter' && seek(event.currentTarget)}
				/>
			</label>
		</search>
	)
}

/** Parses the filter in an address. Invalid parameters are ignored. */
function queryIn(search: string): AuditQuery {
	const given = [...new URLSearchParams(search)]
		.map(([key, value]) => [key, key === 'kind' ? currentAuditKind(value) : value] as const)
		.filter(([key, value]) => auditQuerySchema.safeParse({ [key]: value }).success)
	return auditQuerySchema.safeParse(Object.fromEntries(given)).data ?? {}
}
