import { useMemo, useState } from 'react'
import * as z from 'zod/mini'
import { messageApi } from '#shared/api/messages'
import { may } from '#shared/people/roles'
import { dayAt, groupIdenticalMessages, longestMessage, maxMessageDays } from '#shared/study/message'
import { callRoute } from '../../api/call-route.ts'
import { dateIn } from '../../ui/formats.ts'
import { appLanguages, useTranslations } from '../../ui/i18n.ts'
import { LocalizedTextView } from '../../ui/localized-text-view.tsx'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useAsyncAction } from '../../ui/use-async-action.ts'
import { useDesk, useDistrictNames, useHasDistricts } from '../kit/desk-context.ts'
import { DistrictChoices } from '../kit/district-choices.tsx'
import { useDeskForm } from '../kit/use-desk-form.ts'
import { useRoute } from '../kit/use-server-data.ts'

/** Messages that phones show on their first screen today, and a form for a new one. */
export function MessageSection() {
	const { t, language } = useTranslations()
	const { person } = useDesk()
	const names = new Map(useDistrictNames())
	const { found, problem, reload } = useRoute(messageApi.list, {})
	const [isWriting, setWriting] = useState(false)
	const work = useAsyncAction()
	const mayWrite = may(person.role, 'message.write') && !person.demonstration
	const withdrawMessage = (districts: readonly string[], until: string) =>
		work.run(() =>
			callRoute(messageApi.send, { body: { districts: [...districts], text: {}, until } }).then(reload),
		)
	return (
		<section className="stack tight" aria-labelledby="message">
			<div className="desk-head">
				<h2 id="message">{t('dayMessage.title')}</h2>
				{mayWrite && !isWriting && (
					<button type="button" className="plain small" onClick={() => setWriting(true)}>
						{t('dayMessage.create')}
					</button>
				)}
			</div>
			<ProblemNote problem={problem ?? work.problem} />
			{isWriting && (
				<WriteMessage
					onDone={() => {
						setWriting(false)
						reload()
					}}
					onCancel={() => setWriting(false)}
				/>
			)}
			{found?.length === 0 && !isWriting && <p className="hint">{t('dayMessage.empty')}</p>}
			{groupIdenticalMessages(found ?? []).map(({ text, until, by, districts }) => (
				<div key={districts.join()} className="note stack tight">
					<p>
						<LocalizedTextView texts={text} />
					</p>
					<p className="hint">
						{t('dayMessage.sentTo', {
							name: by,
							date: dateIn(language, `${until}T12:00:00+05:00`),
							districts:
								districts.length === names.size
									? t('people.allDistricts')
									: districts.map((code) => names.get(code) ?? code).join(', '),
						})}
					</p>
					{mayWrite && (
						<div className="actions">
							<button
								type="button"
								className="plain small"
								disabled={work.isBusy}
								onClick={() => void withdrawMessage(districts, until)}
							>
								{t('dayMessage.remove')}
							</button>
						</div>
					)}
				</div>
			))}
		</section>
	)
}

/** At least one language and one district, until a day that phones accept. */
const messageForm = (today: string, lastDay: string) =>
	z.object({
		texts: z
			.record(z.string(), z.string().check(z.maxLength(longestMessage)))
			.check(z.refine((texts) => Object.values(texts).some((each) => each.trim() !== ''))),
		until: z.iso.date().check(z.refine((until) => until >= today && until <= lastDay)),
		districts: z.array(z.string()).check(z.minLength(1)),
	})

function WriteMessage({ onDone, onCancel }: { onDone: () => void; onCancel: () => void }) {
	const { t } = useTranslations()
	const { study } = useDesk()
	const names = useDistrictNames()
	const hasDistricts = useHasDistricts()
	const today = dayAt(Date.now(), study.offsetMinutes)
	const lastDay = dayAt(Date.now() + maxMessageDays * 86_400_000, study.offsetMinutes)
	const { register, submit, watch, setValue, problem, isSubmitting, formState } = useDeskForm({
		schema: useMemo(() => messageForm(today, lastDay), [today, lastDay]),
		defaultValues: {
			texts: Object.fromEntries(appLanguages.map(({ tag }) => [tag, ''])),
			until: today,
			districts: names.map(([code]) => code),
		},
		onSubmit: async ({ texts, until, districts }) => {
			const text = Object.fromEntries(Object.entries(texts).filter(([, each]) => each.trim() !== ''))
			await callRoute(messageApi.send, { body: { districts, text, until } })
			onDone()
		},
	})
	return (
		<form className="panel stack" noValidate onSubmit={submit}>
			<p className="hint">{t('dayMessage.help', { count: longestMessage })}</p>
			<div className="columns">
				{appLanguages.map(({ tag, name, direction }) => (
					<label key={tag} className="field">
						<span lang={tag}>{name}</span>
						<textarea
							lang={tag}
							dir={direction}
							rows={3}
							maxLength={longestMessage}
							{...register(`texts.${tag}`)}
						/>
					</label>
				))}
				<label className="field">
					{t('dayMessage.lastDay')}
					<input type="date" min={today} max={lastDay} required {...register('until')} />
				</label>
			</div>
			{hasDistricts && (
				<DistrictChoices
					chosen={watch('districts')}
					onChange={(chosen) =>
						setValue('districts', [...chosen], { shouldDirty: true, shouldValidate: true })
					}
				/>
			)}
			<ProblemNote problem={problem} />
			<div className="actions">
				<button type="submit" disabled={isSubmitting || !formState.isValid}>
					{t('dayMessage.send')}
				</button>
				<button type="button" className="plain" onClick={onCancel}>
					{t('app.cancel')}
				</button>
			</div>
		</form>
	)
}
