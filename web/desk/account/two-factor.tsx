import { useState } from 'react'
import { twoFactorApi } from '#shared/api/account'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { callRoute } from '../../api/call-route.ts'
import { focusOnMount } from '../../ui/focus-on-mount.ts'
import { dateTimeIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { QrCode } from '../../ui/qr-code.tsx'
import { useDesk } from '../kit/desk-context.ts'
import { useRoute } from '../kit/use-server-data.ts'
import { BackupCodes } from './backup-codes.tsx'
import { ReauthenticateForm } from './reauthenticate-form.tsx'

type TwoFactorStep =
	| { readonly step: 'closed' | 'turning-off' | 'renewing' }
	| { readonly step: 'turning-on'; readonly secret: string }
	| { readonly step: 'codes'; readonly codes: readonly string[] }

/** Two-factor authentication: turn on, turn off, backup codes. */
export function TwoFactorSection({ onEnabled }: { onEnabled: () => void }) {
	const { t, language } = useTranslations()
	const { found, problem, reload } = useRoute(twoFactorApi.status, {})
	const [at, setAt] = useState<TwoFactorStep>({ step: 'closed' })
	const [failed, setFailed] = useState<Problem | null>(null)
	const close = () => setAt({ step: 'closed' })
	const show = (codes: readonly string[]) => {
		setAt({ step: 'codes', codes })
		reload()
	}
	async function begin() {
		setFailed(null)
		try {
			setAt({ step: 'turning-on', secret: (await callRoute(twoFactorApi.createSecret)).secret })
		} catch (thrown) {
			setFailed(asProblem(thrown))
		}
	}
	return (
		<section className="stack narrow-desk" aria-labelledby="two-factor">
			<h2 id="two-factor">{t('twoFactor.title')}</h2>
			<p className="hint">{t('twoFactor.help')}</p>
			<ProblemNote problem={problem ?? failed} />
			{found?.since && (
				<p>
					{t('twoFactor.turnedOnAt', { time: dateTimeIn(language, found.since) })}{' '}
					{t('twoFactor.codesLeft', { count: found.backupCodes })}
				</p>
			)}
			{at.step === 'codes' && <BackupCodes codes={at.codes} onSaved={close} />}
			{at.step === 'turning-on' && (
				<EnableTwoFactor
					secret={at.secret}
					onEnabled={(codes) => {
						show(codes)
						onEnabled()
					}}
					onCancel={close}
				/>
			)}
			{at.step === 'renewing' && (
				<ReauthenticateForm
					codeLabel={t('twoFactor.codeOrBackupCode')}
					label={t('twoFactor.newBackupCodes')}
					onProve={async (proof) =>
						show((await callRoute(twoFactorApi.createBackupCodes, { body: proof })).codes)
					}
					onCancel={close}
				/>
			)}
			{at.step === 'turning-off' && (
				<ReauthenticateForm
					codeLabel={t('twoFactor.codeOrBackupCode')}
					label={t('twoFactor.turnOff')}
					onProve={async (proof) => {
						await callRoute(twoFactorApi.disable, { body: proof })
						close()
						reload()
					}}
					onCancel={close}
				/>
			)}
			{at.step === 'closed' && found && (
				<div className="actions">
					{found.since ? (
						<>
							<button type="button" className="plain" onClick={() => setAt({ step: 'renewing' })}>
								{t('twoFactor.newBackupCodes')}
							</button>
							<button type="button" className="plain" onClick={() => setAt({ step: 'turning-off' })}>
								{t('twoFactor.turnOff')}
							</button>
						</>
					) : (
						<button type="button" onClick={() => void begin()}>
							{t('twoFactor.turnOn')}
						</button>
					)}
				</div>
			)}
		</section>
	)
}

interface TurningOn {
	readonly secret: string
	readonly onEnabled: (codes: readonly string[]) => void
	readonly onCancel: () => void
}

function EnableTwoFactor({ secret, onEnabled, onCancel }: TurningOn) {
	const { t } = useTranslations()
	const { person } = useDesk()
	const link = authenticatorLink(person.code, secret)
	return (
		<div className="panel stack" tabIndex={-1} ref={focusOnMount}>
			<p>{t('twoFactor.appInstructions')}</p>
			<QrCode text={link} name={t('twoFactor.qrCode')} />
			<a className="button plain" href={link}>
				{t('twoFactor.openApp')}
			</a>
			<p className="shown-code">
				{t('twoFactor.setupKey')}
				<br />
				<code dir="ltr">{secret.match(/.{4}/g)?.join(' ')}</code>
			</p>
			<ReauthenticateForm
				codeLabel={t('twoFactor.code')}
				label={t('twoFactor.confirm')}
				onProve={async (proof) =>
					onEnabled((await callRoute(twoFactorApi.enable, { body: { ...proof, secret } })).codes)
				}
				onCancel={onCancel}
				startsFocused={false}
			/>
		</div>
	)
}

/** Link for authenticator apps. Their defaults apply: SHA-1, six digits, 30 seconds. */
const authenticatorLink = (name: string, secret: string): string =>
	`otpauth://totp/Zila:${encodeURIComponent(name)}?secret=${secret}&issuer=Zila`
