import { useEffect, useRef, useState } from 'react'
import { twoFactorApi } from '#shared/api/account'
import { callRoute } from '../../api/call-route.ts'
import { onStepUpNeeded } from '../../api/desk-step-up.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ReauthenticateForm } from './reauthenticate-form.tsx'
import './step-up-dialog.css'

interface StepUpRequest {
	/** True if the account has two-factor authentication. */
	readonly hasCode: boolean
	readonly answer: (isProved: boolean) => void
}

/**
 * Asks for the password, and for a two-factor code if that is on, when the server requires a new proof of
 * identity.
 */
export function StepUpDialog() {
	const { t } = useTranslations()
	const [request, setRequest] = useState<StepUpRequest | null>(null)
	useEffect(
		() =>
			onStepUpNeeded(async () => {
				// if the request fails, the server checks whether a code is missing
				const hasCode = await callRoute(twoFactorApi.status).then(
					({ since }) => since !== null,
					() => true,
				)
				return new Promise((answer) => setRequest({ hasCode, answer }))
			}),
		[],
	)
	const dialog = useRef<HTMLDialogElement>(null)
	useEffect(() => {
		if (request && !dialog.current?.open) dialog.current?.showModal()
	}, [request])
	if (!request) return null
	const end = (isProved: boolean) => {
		setRequest(null)
		request.answer(isProved)
	}
	return (
		<dialog
			ref={dialog}
			className="step-up stack"
			aria-labelledby="step-up"
			onCancel={(event) => {
				event.preventDefault()
				end(false)
			}}
		>
			<h2 id="step-up">{t('stepUp.title')}</h2>
			<p className="hint">{t('stepUp.help')}</p>
			<ReauthenticateForm
				codeLabel={request.hasCode ? t('stepUp.code') : null}
				label={t('stepUp.confirm')}
				onProve={async (proof) => {
					await callRoute(twoFactorApi.stepUp, { body: proof })
					end(true)
				}}
				onCancel={() => end(false)}
			/>
		</dialog>
	)
}
