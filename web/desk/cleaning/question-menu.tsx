import type { ComponentProps } from 'react'
import type { FormPart } from '#shared/forms/form-definition'
import { useTranslations } from '../../ui/i18n.ts'
import type { FormReading } from '../kit/form-labels.ts'

interface QuestionMenuProps {
	readonly label: string
	readonly reading: FormReading
	readonly isOffered: (part: FormPart) => boolean
	/** Its value is the template of the question; '' if none is chosen. */
	readonly field: ComponentProps<'select'>
}

/** Menu of the questions of a form, in its order, each with its name in expressions. */
export function QuestionMenu({ label, reading, isOffered, field }: QuestionMenuProps) {
	const { t } = useTranslations()
	return (
		<label className="field">
			{label}
			<select {...field}>
				<option value="">{t('fill.choose')}</option>
				{reading.nodes
					.filter(({ part }) => part.label !== undefined && isOffered(part))
					.map(({ template, part }) => (
						<option key={template} value={template}>
							{`${part.name} · ${reading.label(template)}`}
						</option>
					))}
			</select>
		</label>
	)
}
