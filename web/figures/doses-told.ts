import { computeMaterialPerCapita, type MaterialResponse } from '#shared/campaign/material'

/** How much there was of what is put up and handed over, by district: it stands beside figures and what has changed there. */
export const listMaterialPerCapita = ({ districts }: MaterialResponse) =>
	(['streamer', 'brochure'] as const).map((material) => ({
		material,
		...computeMaterialPerCapita(districts, material),
	}))
