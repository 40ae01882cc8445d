import { useId, useState } from 'react'
import { Link } from 'wouter'
import { approvalApi } from '#shared/api/approvals'
import { normaliseCode } from '#shared/kernel/ids'
import { asProblem, type Problem } from '#shared/kernel/problem'
import { keyFingerprint } from '#shared/people/key-fingerprint'
import type { NewRoleKey } from '#shared/people/role-keys'
import { isSealingRole, may } from '#shared/people/roles'
import { callRoute } from '../../api/call-route.ts'
import { dateTimeIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useDesk } from '../kit/desk-context.ts'
import { SaveOnceActions } from '../kit/save-once-actions.tsx'
import { useDeskForm } from '../kit/use-desk-form.ts'
import { useRoute } from '../kit/use-server-data.ts'
import { makeRoleKey, openRoleKeys, signSuccession } from './role-key.ts'
import { KeyWordsForm, wordsForm } from './unlock-role-key.tsx'

type RoleKeyStep =
	| { readonly step: 'closed' }
	| { readonly step: 'shown' | 'give-back' | 'sign'; readonly words: string; readonly key: NewRoleKey }

/** Key of the user's role, to which phones seal answers. It is created in this browser and saved on paper. */
export function RoleKeySection() {
	const { person } = useDesk()
	return may(person.role, 'role-key.manage') && !person.demonstration && <RoleKey />
}

/** For roles that read only what is sealed to them: without a key, nothing can be sealed to them. */
export function RoleKeyMissing() {
	const { t } = useTranslations()
	const { person } = useDesk()
	const isTheirs = !may(person.role, 'survey.read') && may(person.role, 'role-key.manage')
	const { found } = useRoute(approvalApi.roleKeys, isTheirs ? {} : null)
	if (found?.length !== 0) return null
	return (
		<p className="note wait">
			{t('roleKey.noKey')} <Link href="/desk/account">{t('roleKey.create')}</Link>
		</p>
	)
}

function RoleKey() {
	const { t, language } = useTranslations()
	const { person, study } = useDesk()
	const { found, problem, reload } = useRoute(approvalApi.roleKeys, {})
	const [at, setAt] = useState<RoleKeyStep>({ step: 'closed' })
	const [failed, setFailed] = useState<Problem | null>(null)
	const current = found?.find(({ state }) => state === 'current')
	const isAnyWaiting = found?.some(({ state }) => state === 'waiting') ?? false
	async function make() {
		setFailed(null)
		try {
			setAt({ step: 'shown', ...(await makeRoleKey()) })
		} catch (thrown) {
			setFailed(asProblem(thrown))
		}
	}
	/**
	 * Signed with the previous key, unless its secret key is lost: then another holder of the role confirms
	 * the new one.
	 */
	async function keep(words: string, key: NewRoleKey, isSigned = true) {
		setFailed(null)
		try {
			const about = { project: study.project, role: person.role, publicKey: key.publicKey }
			const signature =
				current && isSigned && isSealingRole(about.role)
					? await signSuccession(current, { ...about, role: about.role })
					: null
			if (current && isSigned && signature === null) {
				setAt({ step: 'sign', words, key })
				return
			}
			await callRoute(approvalApi.addRoleKey, { body: signature === null ? key : { ...key, signature } })
			await openRoleKeys(words, await callRoute(approvalApi.roleKeys))
			setAt({ step: 'closed' })
			reload()
		} catch (thrown) {
			setFailed(asProblem(thrown))
		}
	}
	return (
		<section className="stack narrow-desk" aria-labelledby="role-key">
			<h2 id="role-key">{t('roleKey.title')}</h2>
			<p className="hint">{t('roleKey.help')}</p>
			<ProblemNote problem={problem ?? failed} />
			{current && (
				<>
					<p>{t('roleKey.createdBy', { name: current.by, time: dateTimeIn(language, current.since) })}</p>
					<Fingerprint publicKey={current.publicKey} hint={t('roleKey.fingerprintHint')} />
				</>
			)}
			{isAnyWaiting && (
				<p className="note wait">
					{t('roleKey.awaitingConfirmation')} <Link href="/desk/approvals">{t('desk.page.approvals')}</Link>
				</p>
			)}
			{found && !current && at.step === 'closed' && <p className="note wait">{t('roleKey.noKey')}</p>}
			{at.step === 'shown' && (
				<WordsShown words={at.words} onSaved={() => setAt({ ...at, step: 'give-back' })} />
			)}
			{at.step === 'give-back' && (
				<GiveBack
					words={at.words}
					onRight={() => void keep(at.words, at.key)}
					onAgain={() => setAt({ ...at, step: 'shown' })}
				/>
			)}
			{at.step === 'sign' && (
				<KeyWordsForm
					why={t('roleKey.previousKeyHint')}
					label={t('roleKey.previousKey')}
					submit={t('roleKey.signAndUse')}
					mayOpen={({ state }) => state === 'current'}
					onOpened={() => void keep(at.words, at.key)}
					otherwise={
						<button type="button" className="plain" onClick={() => void keep(at.words, at.key, false)}>
							{t('roleKey.continueUnsigned')}
						</button>
					}
				/>
			)}
			{found && at.step === 'closed' && (
				<>
					{current && <p className="hint">{t('roleKey.createNewHint')}</p>}
					<button type="button" className={current ? 'plain' : ''} onClick={() => void make()}>
						{t(current ? 'roleKey.createNew' : 'roleKey.create')}
					</button>
				</>
			)}
		</section>
	)
}

/** Fingerprint of a public key, as digits to compare over the telephone. */
export function Fingerprint({ publicKey, hint }: { publicKey: string; hint?: string }) {
	const { t } = useTranslations()
	return (
		<div className="stack tight">
			<p>
				{t('roleKey.fingerprint')}:{' '}
				<code className="secret-key" dir="ltr">
					{keyFingerprint(publicKey)}
				</code>
			</p>
			{hint && <p className="hint">{hint}</p>}
		</div>
	)
}

/** The secret key, shown once: to save, print or copy. */
function WordsShown({ words, onSaved }: { words: string; onSaved: () => void }) {
	const { t } = useTranslations()
	return (
		<div className="panel stack recovery">
			<p>{t('roleKey.storageHint')}</p>
			<p>
				<code className="secret-key" dir="ltr">
					{words}
				</code>
			</p>
			<SaveOnceActions
				name="zila-role-key.txt"
				lines={[t('roleKey.title'), '', words, '', t('roleKey.storageHint'), '']}
				onSaved={onSaved}
			/>
		</div>
	)
}

interface GiveBackProps {
	readonly words: string
	readonly onRight: () => void
	readonly onAgain: () => void
}

/** Asks for the secret key again: what is sealed to a lost key cannot be recovered. */
function GiveBack({ words, onRight, onAgain }: GiveBackProps) {
	const { t } = useTranslations()
	const id = useId()
	const { register, submit, setError, errors, watch } = useDeskForm({
		schema: wordsForm,
		defaultValues: { words: '' },
		unsaved: null,
		onSubmit(given) {
			if (normaliseCode(given.words) !== normaliseCode(words)) setError('words', { type: 'custom' })
			else onRight()
			return undefined
		},
	})
	return (
		<form className="panel stack recovery" noValidate onSubmit={submit}>
			<label className="field" htmlFor={id}>
				{t('roleKey.enterSavedKey')}
			</label>
			<input
				id={id}
				dir="ltr"
				autoComplete="off"
				spellCheck={false}
				aria-invalid={errors.words !== undefined}
				{...register('words')}
			/>
			{errors.words?.type === 'custom' && (
				<p className="note stop" role="alert">
					{t('roleKey.keyMismatch')}
				</p>
			)}
			<div className="actions">
				<button type="submit" disabled={watch('words').trim() === ''}>
					{t('roleKey.useKey')}
				</button>
				<button type="button" className="plain" onClick={onAgain}>
					{t('recovery.showAgain')}
				</button>
			</div>
		</form>
	)
}
