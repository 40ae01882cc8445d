import './call-backs.css'
import type { CallBack, HelplineShift } from '#shared/helpline/call-backs'
import { dateTimeIn } from '../ui/formats.ts'
import { useTexts } from '../ui/i18n.ts'

type OnCallBack = (kind: 'take' | 'leave' | 'done' | 'again', record: string) => void

/** Who was promised a call back, the oldest first; at the desk without buttons. */
export function OpenCallBacks({
	open,
	onAct,
	isBusy,
}: {
	open: HelplineShift['open']
	onAct?: OnCallBack
	isBusy?: boolean
}) {
	const { t } = useTexts()
	return (
		<section className="stack tight" aria-labelledby="call-backs-open">
			<h2 id="call-backs-open">{t('callBacks.open')}</h2>
			{open.length === 0 && <p className="hint">{t('callBacks.none')}</p>}
			<ul className="cards">
				{open.map((each) => (
					<li key={each.record} className="card call-back">
						<CallBackText {...each} />
						{onAct && <Acts {...each} onAct={onAct} isBusy={isBusy ?? false} />}
					</li>
				))}
			</ul>
		</section>
	)
}

function CallBackText({ name, since, agreed, takenBy, isMine, isOverdue }: CallBack) {
	const { t, language } = useTexts()
	return (
		<span className="card-text">
			<bdi>{name}</bdi>
			{agreed !== '' && <span dir="auto">{t('callBacks.agreed', { agreed })}</span>}
			<span className="hint">
				{since === null
					? t('callBacks.sinceUnknown')
					: t('callBacks.since', { time: dateTimeIn(language, since) })}
				{takenBy !== null &&
					` · ${isMine ? t('callBacks.mine') : t('callBacks.takenBy', { person: takenBy })}`}
			</span>
			{isOverdue && <span className="state stop">{t('callBacks.overdue')}</span>}
		</span>
	)
}

function Acts({ record, name, isMine, onAct, isBusy }: CallBack & { onAct: OnCallBack; isBusy: boolean }) {
	const { t } = useTexts()
	const button = (kind: 'take' | 'leave' | 'done') => (
		<button
			type="button"
			className={kind === 'leave' ? 'plain' : undefined}
			disabled={isBusy}
			aria-label={`${t(`callBacks.${kind}`)}: ${name}`}
			onClick={() => onAct(kind, record)}
		>
			{t(`callBacks.${kind}`)}
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

/** Those that were done last; at the desk without buttons. */
export function DoneCallBacks({
	done,
	onAct,
	isBusy,
}: {
	done: HelplineShift['done']
	onAct?: OnCallBack
	isBusy?: boolean
}) {
	const { t, language } = useTexts()
	if (done.length === 0) return null
	return (
		<section className="stack tight" aria-labelledby="call-backs-done">
			<h2 id="call-backs-done">{t('callBacks.doneTitle')}</h2>
			<ul className="cards">
				{done.map(({ record, name, by, at }) => (
					<li key={record} className="card call-back">
						<span className="card-text">
							{t('callBacks.doneBy', { name, person: by, time: dateTimeIn(language, at) })}
						</span>
						{onAct && (
							<button
								type="button"
								className="plain"
								disabled={isBusy}
								aria-label={`${t('callBacks.again')}: ${name}`}
								onClick={() => onAct('again', record)}
							>
								{t('callBacks.again')}
							</button>
						)}
					</li>
				))}
			</ul>
		</section>
	)
}
