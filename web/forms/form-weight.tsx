import { useEffect, useState } from 'react'
import type { FormDefinition } from '#shared/forms/form-definition'
import { Problem } from '#shared/kernel/problem'
import { kilobytes, type WeighedForm, weighForm, weightDetails } from '#shared/sync/form-weight'
import { limits } from '#shared/sync/protocol'
import { deflate } from '../storage/deflate.ts'
import { numberIn } from '../ui/formats.ts'
import { useTranslations } from '../ui/i18n.ts'
import { ProblemNote } from '../ui/problem-text.tsx'

/** How heavy a form is for a phone; null until it is weighed, which takes a moment for long lists. */
export function useWeight(definition: FormDefinition | null): WeighedForm | null {
	const [found, setFound] = useState<{ readonly of: FormDefinition; readonly weight: WeighedForm } | null>(
		null,
	)
	useEffect(() => {
		let isWanted = true
		if (definition)
			void weighForm(definition, deflate).then((weight) => isWanted && setFound({ of: definition, weight }))
		return () => {
			isWanted = false
		}
	}, [definition])
	return found && found.of === definition ? found.weight : null
}

/** What every phone has to fetch, and how much that may be; where it is more, what to do. */
export function FormWeightLine({ weight }: { weight: WeighedForm }) {
	const { t, language } = useTranslations()
	return (
		<>
			<p>
				{t('forms.weight', {
					size: numberIn(language, kilobytes(weight.deflated)),
					most: numberIn(language, kilobytes(limits.form)),
				})}
			</p>
			{weight.excess && <ProblemNote problem={new Problem('form-too-heavy', weightDetails(weight.excess))} />}
		</>
	)
}
