import { useId, useState } from 'react'
import * as z from 'zod/mini'
import { accountApi } from '#shared/api/account'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { shortestPassword } from '#shared/people/people'
import { callRoute } from '../../api/call-route.ts'
import { dateTimeIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useDesk } from '../kit/desk-context.ts'
import { useDeskForm } from '../kit/use-desk-form.ts'
import { useRoute } from '../kit/use-server-data.ts'
import { RoleKeySection } from './role-key-section.tsx'
import { TwoFactorSection } from './two-factor.tsx'

/** Account of the user: sessions, two-factor authentication and password. */
export function AccountScreen() {
	const { t } = useTranslations()
	const { person } = useDesk()
	const { found, problem, reload } = useRoute(accountApi.sessions, {})
	const [failed, setFailed] = useState<Problem | null>(null)
	const end = (id?: string) =>
		callRoute(accountApi.endSessions, { body: { id } }).then(
			() => {
				setFailed(null)
				reload()
			},
			(thrown: unknown) => setFailed(asProblem(thrown)),
		)
	return (
		<div className="stack">
			<header className="desk-head">
				<h1>{t('account.title')}</h1>
			</header>
			<p>{t('account.usernameHint', { code: person.code })}</p>
			<ProblemNote problem={problem ?? failed} />
			{found && (
				<section className="stack tight" aria-labelledby="sessions">
					<h2 id="sessions">{t('account.sessionsTitle')}</h2>
					<ul className="cards">
						{found.map(({ id, label, startedAt, lastSeen, isThis }) => (
							<li key={id} className="card">
								<span className="card-text">
									<bdi>{label || t('account.unknownBrowser')}</bdi>
									<Times startedAt={startedAt} lastSeen={lastSeen} />
								</span>
								{isThis ? (
									<span className="hint">{t('account.thisBrowser')}</span>
								) : (
									<button type="button" className="plain small" onClick={() => void end(id)}>
										{t('account.signOut')}
									</button>
								)}
							</li>
						))}
					</ul>
					{found.length > 1 ? (
						<button type="button" className="plain" onClick={() => void end()}>
							{t('account.signOutElsewhere')}
						</button>
					) : (
						<p className="hint">{t('account.noOtherSessions')}</p>
					)}
				</section>
			)}
			<RoleKeySection />
			<TwoFactorSection onEnabled={reload} />
			<ChangePassword onChanged={reload} />
		</div>
	)
}

function Times({ startedAt, lastSeen }: { startedAt: string; lastSeen: string }) {
	const { t, language } = useTranslations()
	return (
		<span className="hint">
			{t('account.signedInAt', { time: dateTimeIn(language, startedAt) })} ·{' '}
			{t('account.lastActive', { time: dateTimeIn(language, lastSeen) })}
		</span>
	)
}

const passwordsForm = z.object({
	now: z.string().check(z.minLength(1)),
	next: z.string().check(z.minLength(1)),
})

function ChangePassword({ onChanged }: { onChanged: () => void }) {
	const { t } = useTranslations()
	const id = useId()
	const [isChanged, setChanged] = useState(false)
	const { register, submit, reset, problem, isSubmitting, formState } = useDeskForm({
		schema: passwordsForm,
		defaultValues: { now: '', next: '' },
		unsaved: null,
		async onSubmit({ now, next }) {
			setChanged(false)
			await callRoute(accountApi.changePassword, { body: { now, next } })
			reset()
			setChanged(true)
			onChanged()
		},
	})
	return (
		<form className="stack narrow-desk" noValidate onSubmit={submit}>
			<h2>{t('account.passwordTitle')}</h2>
			<div className="field">
				<label htmlFor={`${id}-now`}>{t('account.currentPassword')}</label>
				<input
					id={`${id}-now`}
					type="password"
					dir="ltr"
					autoComplete="current-password"
					{...register('now')}
				/>
			</div>
			<div className="field">
				<label htmlFor={`${id}-next`}>{t('account.newPassword')}</label>
				<p className="hint" id={`${id}-hint`}>
					{t('desk.newPasswordHint', { count: shortestPassword })}
				</p>
				<input
					id={`${id}-next`}
					type="password"
					dir="ltr"
					autoComplete="new-password"
					aria-describedby={`${id}-hint`}
					{...register('next')}
				/>
			</div>
			<ProblemNote problem={problem} />
			{isChanged && (
				<p className="note" role="status">
					{t('account.passwordChanged')}
				</p>
			)}
			<button type="submit" disabled={isSubmitting || !formState.isValid}>
				{t('account.changePassword')}
			</button>
		</form>
	)
}
