import './recovery.css'
import { useState } from 'react'
import { recoveryKeyApi } from '#shared/api/recovery-key'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { may } from '#shared/people/roles'
import { callRoute } from '../../api/call-route.ts'
import { dateTimeIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { Icon } from '../../ui/icons.tsx'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useDesk } from '../kit/desk-context.ts'
import { SaveOnceActions } from '../kit/save-once-actions.tsx'
import { useRoute } from '../kit/use-server-data.ts'
import { VerifyRecoveryKey } from './verify-recovery-key.tsx'

/** Asks the administrator to save the recovery key, until a saved copy was verified. */
export function RecoveryNote() {
	const { person } = useDesk()
	return may(person.role, 'recovery-key.manage') && !person.demonstration && <Recovery />
}

type RecoveryStep =
	| { readonly step: 'closed' | 'give-back' }
	| { readonly step: 'shown'; readonly rows: readonly string[] }

function Recovery() {
	const { t, language } = useTranslations()
	const { found, reload } = useRoute(recoveryKeyApi.state, {})
	const [at, setAt] = useState<RecoveryStep>({ step: 'closed' })
	const [problem, setProblem] = useState<Problem | null>(null)
	if (!found) return null
	const { tested, identifiers } = found
	const isMissing = identifiers === 'missing'
	async function show() {
		setProblem(null)
		try {
			const { rows } = await callRoute(recoveryKeyApi.download, { body: {} })
			setAt({ step: 'shown', rows })
		} catch (thrown) {
			setProblem(asProblem(thrown))
		}
	}
	const close = () => setAt({ step: 'closed' })
	if (at.step === 'shown')
		return <KeyShown rows={at.rows} onSaved={() => setAt({ step: 'give-back' })} onCancel={close} />
	const closeAndReload = () => {
		close()
		reload()
	}
	if (at.step === 'give-back')
		return (
			<VerifyRecoveryKey onRight={closeAndReload} onPutBack={closeAndReload} onAgain={() => void show()} />
		)
	return (
		<div id="recovery-key" className={tested ? 'hint' : 'note wait stack'}>
			<p>
				{tested ? (
					t('recovery.verified', { name: tested.by, time: dateTimeIn(language, tested.at) })
				) : (
					<>
						<Icon name="warning" /> {t(isMissing ? 'recovery.identifiersKeyMissing' : 'recovery.notVerified')}
					</>
				)}
			</p>
			{isMissing && (
				<p>
					<code dir="ltr">zila restore-keys --new-key</code>
				</p>
			)}
			{/* once the current key is verified, the note was read before */}
			{!tested && identifiers === 'former-missing' && <p>{t('recovery.formerKeyMissing')}</p>}
			<ProblemNote problem={problem} />
			<div className="actions">
				{!isMissing && (
					<button type="button" className={tested ? 'plain small' : 'small'} onClick={() => void show()}>
						{t(tested ? 'recovery.showKeyAgain' : 'recovery.showKey')}
					</button>
				)}
				{!tested && identifiers !== 'here' && (
					<button
						type="button"
						className={isMissing ? 'small' : 'plain small'}
						onClick={() => setAt({ step: 'give-back' })}
					>
						{t('recovery.enterKey')}
					</button>
				)}
			</div>
		</div>
	)
}

interface RecoveryKeyShown {
	readonly rows: readonly string[]
	readonly onSaved: () => void
	readonly onCancel: () => void
}

/** The recovery key, shown once: to save, print or copy. */
function KeyShown({ rows, onSaved, onCancel }: RecoveryKeyShown) {
	const { t } = useTranslations()
	return (
		<section className="panel stack recovery" aria-label={t('recovery.title')}>
			<h2>{t('recovery.title')}</h2>
			<p>{t('recovery.storageHint')}</p>
			<ol dir="ltr">
				{rows.map((row) => (
					<li key={row}>
						<code>{row}</code>
					</li>
				))}
			</ol>
			<SaveOnceActions
				name="zila-recovery-key.txt"
				lines={[t('recovery.fileTitle'), '', ...rows, '', t('recovery.storageHint'), '']}
				onSaved={onSaved}
			>
				<button type="button" className="plain" onClick={onCancel}>
					{t('app.cancel')}
				</button>
			</SaveOnceActions>
		</section>
	)
}
