import { useEffect, useSyncExternalStore } from 'react'
import { kindOf } from '#shared/forms/attachment-names'
import {
	indexAttachments,
	isOnlyByWifi,
	listAttachments,
} from '../../storage/attachments/attachment-index.ts'
import type { LocalAttachmentRow } from '../../storage/database/rows.ts'
import { formatBytes } from '../../ui/format-bytes.ts'
import { type Translate, useTranslations } from '../../ui/i18n.ts'
import { Icon, type IconName } from '../../ui/icons.tsx'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useLocalData } from '../../ui/use-local-data.ts'
import { useSession } from '../../ui/work-session-context.ts'
import { WifiOnlySetting } from './wifi-only-setting.tsx'

/** Maximum attachments listed: the others are only counted. */
const maxShown = 10

/** Attachments of finished records: how many were sent, which are unsent and why, and the network setting. */
export function AttachmentsNote() {
	const { t } = useTranslations()
	const { session, loop } = useSession()
	const { attachments: sending, problem } = useSyncExternalStore(loop.subscribe, loop.state)
	const found = useLocalData(
		async () => ({
			rows: await listAttachments(session.device),
			onlyByWifi: await isOnlyByWifi(session.device),
		}),
		session.device,
	)
	useEffect(() => {
		// lists what was finished since the last sync; a failing database is reported elsewhere on this screen
		void indexAttachments(session).catch(() => undefined)
	}, [session])
	if (!found) return null
	const { rows, onlyByWifi } = found
	const waiting = rows.filter(({ state }) => state === 'waiting').sort((a, b) => a.size - b.size)
	return (
		<section className="stack tight">
			{rows.length > 0 && <Counts rows={rows} waiting={waiting} />}
			{waiting.length > 0 && (
				<ul className="facts">
					{waiting.slice(0, maxShown).map((row) => (
						<Waiting
							key={row.name}
							row={row}
							sent={sending?.current?.name === row.name ? sending.current.sent : null}
						/>
					))}
				</ul>
			)}
			<WifiOnlySetting />
			{waiting.length > 0 && onlyByWifi && sending?.blockedBy && (
				<p className="hint" role="status">
					{t(sending.blockedBy === 'wifi' ? 'sync.wifiOnlyWaiting' : 'sync.wifiUnknown')}
				</p>
			)}
			{/* a problem that blocks records as well is shown next to the button */}
			{waiting.length > 0 && !problem && <ProblemNote problem={sending?.problem ?? null} />}
		</section>
	)
}

function Counts({
	rows,
	waiting,
}: {
	readonly rows: readonly LocalAttachmentRow[]
	readonly waiting: readonly LocalAttachmentRow[]
}) {
	const texts = useTranslations()
	const { t } = texts
	const count = (state: LocalAttachmentRow['state']) => rows.filter((row) => row.state === state).length
	const bytes = waiting.reduce((sum, { size }) => sum + size, 0)
	return (
		<ul className="facts">
			<li className={waiting.length > 0 ? 'wait' : 'quiet'}>
				<Icon name="camera" />
				<span className="fact">
					{t('sync.filesProgress', { sent: count('at-server'), count: rows.length })}
				</span>
				{waiting.length > 0 && (
					<span className="hint">
						{t('sync.filesUnsent', { count: waiting.length, size: formatBytes(bytes, texts) })}
					</span>
				)}
			</li>
			{count('lost') > 0 && (
				<li className="stop">
					<Icon name="warning" />
					<span className="fact">{t('sync.filesUnreadable', { count: count('lost') })}</span>
				</li>
			)}
		</ul>
	)
}

function Waiting({ row, sent }: { row: LocalAttachmentRow; sent: number | null }) {
	const { t, language } = useTranslations()
	const texts = { t, language }
	const size = formatBytes(row.size, texts)
	const kind = kindOf(row.name)
	return (
		<li>
			<Icon name={icons[kind]} />
			{nameOfKind(kind, t)} <bdi>{size}</bdi>
			{sent !== null && (
				<>
					<progress aria-label={nameOfKind(kind, t)} max={Math.max(1, row.size)} value={sent} />
					<span className="hint">{t('sync.fileProgress', { sent: formatBytes(sent, texts), size })}</span>
				</>
			)}
		</li>
	)
}

type AttachmentStatusKind = ReturnType<typeof kindOf>
const icons: Readonly<Record<AttachmentStatusKind, IconName>> = {
	sound: 'record',
	picture: 'camera',
	video: 'play',
	file: 'file',
}

function nameOfKind(kind: AttachmentStatusKind, t: Translate): string {
	switch (kind) {
		case 'sound':
			return t('controls.recording.count', { count: 1 })
		case 'picture':
			return t('controls.photo.label')
		case 'video':
			return t('controls.video.label')
		case 'file':
			return t('controls.file.label')
	}
}
