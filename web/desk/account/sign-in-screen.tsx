import { useEffect, useState } from 'react'
import { Link } from 'wouter'
import * as z from 'zod/mini'
import { accountApi } from '#shared/api/account'
import { asProblem } from '#shared/kernel/problem'
import { codeInLink } from '#shared/people/invitation-link'
import { type Person, shortestPassword } from '#shared/people/people'
import { callRoute } from '../../api/call-route.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { LanguageChoice } from '../../ui/language-choice.tsx'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { FieldError } from '../kit/field-error.tsx'
import { useDeskForm } from '../kit/use-desk-form.ts'

const nameForm = z.object({
	code: z.string().check(z.trim(), z.minLength(1)),
	password: z.string().check(z.minLength(1)),
	twoFactorCode: z.string(),
})
const codeForm = z.object({
	...nameForm.shape,
	password: z.string().check(z.minLength(shortestPassword)),
})

const codeOfLink = (): string => codeInLink(location.hash) ?? ''

/**
 * Signs in with username and password; the first time, or after a forgotten password, with an enrolment code.
 */
export function SignInScreen({ onSignIn }: { onSignIn: (person: Person, isByCode: boolean) => void }) {
	const { t } = useTranslations()
	const [linkedCode, setLinkedCode] = useState(codeOfLink)
	const [isFirst, setFirst] = useState(linkedCode !== '')
	// a link with a code, opened while this screen is shown
	useEffect(() => {
		const linked = () => {
			setLinkedCode(codeOfLink())
			setFirst(codeOfLink() !== '')
		}
		addEventListener('hashchange', linked)
		return () => removeEventListener('hashchange', linked)
	}, [])
	return (
		<main className="screen narrow stack">
			<header className="welcome">
				<p className="brand">
					Zila <span lang="ur">ضلع</span>
				</p>
				<LanguageChoice />
			</header>
			<h1>{t('desk.signIn')}</h1>
			<SignInForm
				key={`${isFirst} ${linkedCode}`}
				isFirst={isFirst}
				code={linkedCode}
				onSignIn={(person) => onSignIn(person, isFirst)}
			/>
			<button type="button" className="plain" onClick={() => setFirst(!isFirst)}>
				{isFirst ? t('desk.usePassword') : t('desk.useCode')}
			</button>
			<Link className="button plain" href="/">
				{t('desk.toPhone')}
			</Link>
		</main>
	)
}

interface SignInFormProps {
	readonly isFirst: boolean
	readonly code: string
	readonly onSignIn: (person: Person) => void
}

function SignInForm({ isFirst, code, onSignIn }: SignInFormProps) {
	const { t } = useTranslations()
	const [isTwoFactorRequired, setTwoFactorRequired] = useState(false)
	const { register, submit, setFocus, errors, problem, isSubmitting } = useDeskForm({
		schema: isFirst ? codeForm : nameForm,
		defaultValues: { code: isFirst ? code : '', password: '', twoFactorCode: '' },
		unsaved: null,
		async onSubmit(given) {
			try {
				const person = await (isFirst
					? callRoute(accountApi.signInWithCode, {
							body: { invitation: given.code, password: given.password },
						})
					: callRoute(accountApi.signIn, {
							body: { code: given.code, password: given.password, twoFactorCode: given.twoFactorCode },
						}))
				history.replaceState(null, '', location.pathname + location.search)
				onSignIn(person)
			} catch (thrown) {
				const refused = asProblem(thrown)
				if (refused.code === 'two-factor-required') setTwoFactorRequired(true)
				// back to username and password, so that both can be corrected
				if (refused.code === 'name-or-password-wrong') setTwoFactorRequired(false)
				if (refused.code !== 'two-factor-required' || isTwoFactorRequired) throw refused
			}
		},
	})
	// the code field replaces the focused field
	useEffect(() => {
		if (isTwoFactorRequired) setFocus('twoFactorCode')
	}, [isTwoFactorRequired, setFocus])
	return (
		<form className="stack" noValidate onSubmit={submit}>
			{isTwoFactorRequired ? (
				<div className="field">
					<p role="status">{t('twoFactor.prompt')}</p>
					<label htmlFor="sign-in-two-factor">{t('twoFactor.codeOrBackupCode')}</label>
					<input
						id="sign-in-two-factor"
						dir="ltr"
						autoComplete="one-time-code"
						autoCapitalize="none"
						spellCheck={false}
						aria-describedby="sign-in-lost"
						{...register('twoFactorCode')}
					/>
					<p className="hint" id="sign-in-lost">
						{t('twoFactor.lostPhoneHelp')}
					</p>
				</div>
			) : (
				<>
					<div className="field">
						<label htmlFor="sign-in-code">{isFirst ? t('desk.enrolmentCode') : t('desk.username')}</label>
						<input
							id="sign-in-code"
							dir="ltr"
							autoComplete={isFirst ? 'off' : 'username'}
							autoCapitalize="none"
							spellCheck={false}
							aria-invalid={errors.code !== undefined}
							{...register('code')}
						/>
						<FieldError error={errors.code} text={t('desk.required')} />
					</div>
					<div className="field">
						<label htmlFor="sign-in-password">{isFirst ? t('desk.newPassword') : t('desk.password')}</label>
						{isFirst && <p className="hint">{t('desk.newPasswordHint', { count: shortestPassword })}</p>}
						<input
							id="sign-in-password"
							type="password"
							dir="ltr"
							autoComplete={isFirst ? 'new-password' : 'current-password'}
							aria-invalid={errors.password !== undefined}
							{...register('password')}
						/>
						<FieldError
							error={errors.password}
							text={
								isFirst ? t('problem.password-too-short', { least: shortestPassword }) : t('desk.required')
							}
						/>
					</div>
				</>
			)}
			<ProblemNote problem={problem} />
			<button type="submit" disabled={isSubmitting}>
				{t('desk.signIn')}
			</button>
		</form>
	)
}
