import { useEffect, useState } from 'react'
import type { FormDefinition } from '#shared/forms/form-definition'
import { Problem } from '#shared/kernel/problem'
import { kilobytes, type WeighedForm, weighForm, weightDetails } from '#shared/sync/form-weight'
import { limits } from '#shared/sync/protocol'
import { deflate } from '../../storage/database/deflate.ts'
import { numberIn } from '../../ui/formats.ts'
import { useTranslations } from '../../ui/i18n.ts'
import { ProblemNote } from '../../ui/problem-text.tsx'

/** Returns the size of a form on a phone. Null until it is measured, which takes a moment for long lists. */
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

/** Size that each phone has to download, and the limit; advice if it is exceeded. */
export function FormWeightLine({ weight }: { weight: WeighedForm }) {
	const { t, language } = useTranslations()
	return (
		<>
			<p>
				{t('forms.downloadSize', {
					size: numberIn(language, kilobytes(weight.deflated)),
					most: numberIn(language, kilobytes(limits.form)),
				})}
			</p>
			{weight.excess && <ProblemNote problem={new Problem('form-too-heavy', weightDetails(weight.excess))} />}
		</>
	)
}
