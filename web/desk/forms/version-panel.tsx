import { useEffect, useRef } from 'react'
import type { FormAssignment } from '#shared/forms/form-assignment'
import type { FormAvailability } from '#shared/forms/form-definition'
import { localize } from '#shared/forms/localized-text'
import { loadForm } from '../../api/load-forms.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'
import { useServerData } from '../kit/use-server-data.ts'
import { FormAssignmentControl } from './form-assignment-control.tsx'
import { FormStateControl } from './form-state-control.tsx'
import { FormSummary } from './form-summary.tsx'
import { FormTools } from './form-tools.tsx'

interface VersionPanelProps {
	readonly id: string
	readonly version: number
	readonly state: FormAvailability
	readonly assigned: FormAssignment
	readonly onState: () => void
	readonly onClose: () => void
}

/** One published version: its questions and tools. */
export function VersionPanel({ id, version, state, assigned, onState, onClose }: VersionPanelProps) {
	const { t, language } = useTranslations()
	const { found, problem } = useServerData(`form ${id} ${version}`, () => loadForm(id, version))
	const heading = useRef<HTMLHeadingElement>(null)
	useEffect(() => {
		if (found) heading.current?.focus()
	}, [found])
	if (!found) return <ProblemNote problem={problem} />
	return (
		<section className="panel stack" aria-labelledby="opened-version">
			<div className="bar">
				<h2 id="opened-version" ref={heading} tabIndex={-1}>
					{t('forms.versionOf', { form: localize(found.title, language), version })}
				</h2>
				<button type="button" className="plain small" onClick={onClose}>
					{t('forms.close')}
				</button>
			</div>
			<FormSummary definition={found} />
			<FormTools definition={found} version={version} />
			<FormStateControl id={id} state={state} onChanged={onState} />
			<FormAssignmentControl id={id} assigned={assigned} onChanged={onState} />
		</section>
	)
}
