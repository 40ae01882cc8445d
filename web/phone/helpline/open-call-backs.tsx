import './call-backs.css'
import { Fragment } from 'react'
import type { CallBack, HelplineShift } from '#shared/helpline/call-backs'
import { dateTimeIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { LocalizedTextView } from '../../ui/localized-text-view.tsx'
import { OpenCallBacksText } from './open-call-backs-text.tsx'

const maxAtDesk = 6

type OnCallBack = (kind: 'take' | 'leave' | 'done' | 'again', record: string) => void

/** Open call-backs, the oldest first; read-only at the desk. */
export function OpenCallBacks({
	open,
	onAct,
	isBusy,
}: {
	open: HelplineShift['open']
	onAct?: OnCallBack
	isBusy?: boolean
}) {
	const { t } = useTranslations()
	// at the desk, the list is shortened because statistics follow below
	const near = onAct ? open : open.slice(0, maxAtDesk)
	const others = open.slice(near.length)
	const card = (each: CallBack) => (
		<li key={each.record} className={each.isOverdue ? 'card call-back overdue' : 'card call-back'}>
			<CallBackText {...each} />
			{onAct && <Acts {...each} onAct={onAct} isBusy={isBusy ?? false} />}
		</li>
	)
	return (
		<section className="stack tight" aria-labelledby="call-backs-open">
			<h2 id="call-backs-open">{t('callBacks.openTitle')}</h2>
			<p className="hint">
				<OpenCallBacksText open={open} />
			</p>
			<ul className="cards">{near.map(card)}</ul>
			{others.length > 0 && (
				<details>
					<summary>{t('home.more', { count: others.length })}</summary>
					<ul className="cards">{others.map(card)}</ul>
				</details>
			)}
		</section>
	)
}

function CallBackText({ name, about, since, agreed, takenBy, isMine, isOverdue }: CallBack) {
	const { t, language } = useTranslations()
	return (
		<span className="card-text">
			<bdi>{name}</bdi>
			{about.length > 0 && (
				<span>
					{about.map((texts, i) => (
						<Fragment key={JSON.stringify(texts)}>
							{i > 0 && ' · '}
							<LocalizedTextView texts={texts} />
						</Fragment>
					))}
				</span>
			)}
			{agreed !== '' && <span dir="auto">{t('callBacks.agreed', { agreed })}</span>}
			<span className="hint">
				{since === null
					? t('callBacks.promisedAtUnknown')
					: t('callBacks.promisedAt', { time: dateTimeIn(language, since) })}
				{takenBy !== null &&
					` · ${isMine ? t('callBacks.assignedToYou') : t('callBacks.assignedTo', { person: takenBy })}`}
			</span>
			{isOverdue && <span className="state stop">{t('callBacks.overdue')}</span>}
		</span>
	)
}

const textByAction = {
	take: 'callBacks.assignToMe',
	leave: 'callBacks.unassign',
	done: 'callBacks.complete',
} as const

function Acts({ record, name, isMine, onAct, isBusy }: CallBack & { onAct: OnCallBack; isBusy: boolean }) {
	const { t } = useTranslations()
	const button = (kind: keyof typeof textByAction) => (
		<button
			type="button"
			className={kind === 'leave' ? 'plain' : undefined}
			disabled={isBusy}
			aria-label={`${t(textByAction[kind])}: ${name}`}
			onClick={() => onAct(kind, record)}
		>
			{t(textByAction[kind])}
		</button>
	)
	return (
		<div className="actions">
			{isMine ? (
				<>
					{button('done')}
					{button('leave')}
				</>
			) : (
				button('take')
			)}
		</div>
	)
}

/** Call-backs completed most recently; read-only at the desk. */
export function DoneCallBacks({
	done,
	onAct,
	isBusy,
}: {
	done: HelplineShift['done']
	onAct?: OnCallBack
	isBusy?: boolean
}) {
	const { t, language } = useTranslations()
	if (done.length === 0) return null
	return (
		<section className="stack tight" aria-labelledby="call-backs-done">
			<h2 id="call-backs-done">{t('callBacks.completedTitle')}</h2>
			<ul className="cards">
				{done.map(({ record, name, by, at }) => (
					<li key={record} className="card call-back">
						<span className="card-text">
							{t('callBacks.completedBy', { name, person: by, time: dateTimeIn(language, at) })}
						</span>
						{onAct && (
							<button
								type="button"
								className="plain"
								disabled={isBusy}
								aria-label={`${t('callBacks.reopen')}: ${name}`}
								onClick={() => onAct('again', record)}
							>
								{t('callBacks.reopen')}
							</button>
						)}
					</li>
				))}
			</ul>
		</section>
	)
}
